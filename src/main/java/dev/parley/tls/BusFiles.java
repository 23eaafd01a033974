package dev.parley.tls;

import java.nio.file.Path;

/**
 * What a node needs to speak on an event bus with TLS.
 *
 * @param own its own certificate and key
 * @param authorities PEM: the CA whose certificates the nodes of this cluster have; more than one while it is being changed
 */
public record BusFiles(CertificateFiles own, Path authorities) {}
