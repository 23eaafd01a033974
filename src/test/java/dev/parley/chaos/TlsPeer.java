package dev.parley.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Somebody who opens TLS connections by hand, with a certificate or without. Blocks. */
final class TlsPeer {

    private static final int PATIENCE_MILLIS = 20_000;
    private static final char[] NO_PASSWORD = {};

    private TlsPeer() {}

    /** What came of one connection: what the server showed, and what was said after the handshake. */
    record Met(String protocol, String suite, String alpn, X509Certificate shown) {}

    /** Connects without a certificate of its own, with the given protocols or the usual ones. */
    static Met meet(int port, Path authority, String... protocols) throws IOException {
        try (SSLSocket socket = open(port, context(authority, Optional.empty()))) {
            if (protocols.length > 0) {
                socket.setEnabledProtocols(protocols);
            }
            javax.net.ssl.SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new Met(
                    socket.getSession().getProtocol(),
                    socket.getSession().getCipherSuite(),
                    socket.getApplicationProtocol(),
                    (X509Certificate) socket.getSession().getPeerCertificates()[0]);
        }
    }

    /** A certificate and its key, in PEM. */
    record Own(Path certificate, Path key) {}

    /**
     * Sends a ping of the event bus, as a node does, and returns whether the pong came. False when the other side ended the connection, which with
     * TLS 1.3 it does after our part of the handshake.
     */
    static boolean pingsBus(int port, Path authority, Optional<Own> own) throws IOException {
        try (SSLSocket socket = open(port, context(authority, own))) {
            socket.startHandshake();
            socket.getOutputStream().write(BusPing.FRAME);
            socket.getOutputStream().flush();
            return socket.getInputStream().read() == BusPing.PONG;
        } catch (SSLException e) {
            return false;
        } catch (java.net.SocketException e) {
            return false;
        }
    }

    /** The same without TLS. */
    static boolean pingsBusPlainly(int port) throws IOException {
        try (Socket socket = new Socket()) {
            connect(socket, port);
            socket.getOutputStream().write(BusPing.FRAME);
            return socket.getInputStream().read() == BusPing.PONG;
        } catch (java.net.SocketException e) {
            return false;
        }
    }

    private static SSLSocket open(int port, SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        connect(socket, port);
        return socket;
    }

    private static void connect(Socket socket, int port) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), PATIENCE_MILLIS);
    }

    private static SSLContext context(Path authority, Optional<Own> own) throws IOException {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", certificate(authority));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            KeyManager[] keys = own.isPresent() ? keys(own.get()) : null;
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust.getTrustManagers(), new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyManager[] keys(Own own) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        String base64 = Files.readString(own.key(), StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----|\\s", "");
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        store.setKeyEntry("own", key, NO_PASSWORD, new Certificate[] {certificate(own.certificate())});
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static Certificate certificate(Path file) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
