package org.tocsin.model.emergency;

/// How urgent an emergency is, the most urgent first.
public enum Precedence {
    /// Before everything else, at once.
    FLASH,
    /// Wakes whoever is on duty.
    IMMEDIATE,
    /// As soon as somebody on duty can.
    PRIORITY,
    /// In office hours.
    ROUTINE
}
