package org.tocsin.trust;

/// A handshake that was refused, or a connection that was ended, for the audit. `remote` is the other end's address and
/// port, `detail` our own text.
public record DoorRefusal(Door door, CertificateRefusal reason, String detail, String remote) {}
