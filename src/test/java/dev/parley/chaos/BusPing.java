package dev.parley.chaos;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The ping that nodes send each other on the event bus, as Vert.x writes it. */
final class BusPing {

    /** What answers it. */
    static final int PONG = 1;

    static final byte[] FRAME = frame();

    private BusPing() {}

    private static byte[] frame() {
        try {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(message);
            out.writeByte(2); // version of the protocol
            out.writeByte(1); // the codec of pings
            out.writeByte(0); // sent to one
            string(out, "__vertx_ping");
            out.writeInt(0); // no address for a reply
            string(out, "a stranger");
            out.writeInt(4); // no headers
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            new DataOutputStream(frame).writeInt(message.size());
            message.writeTo(frame);
            return frame.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void string(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
