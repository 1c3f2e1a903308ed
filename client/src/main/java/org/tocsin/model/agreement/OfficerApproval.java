package org.tocsin.model.agreement;

import java.time.Instant;
import org.tocsin.model.Bytes;

/// An officer's signature for what their team states about an agreement. Rule R-AGR-6.
///
/// @param certificate X.509 DER
/// @param at by the officer's own clock
/// @param signature ECDSA P-256 with SHA-256, DER
public record OfficerApproval(Bytes certificate, Instant at, Bytes signature) {}
