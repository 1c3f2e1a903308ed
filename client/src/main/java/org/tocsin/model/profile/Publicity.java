package org.tocsin.model.profile;

/// Whom a part of a profile may be shown to.
public enum Publicity {
    /// Anybody: it may stand in a published document.
    PUBLIC,
    /// Officers of the team and of its partners.
    RESTRICTED
}
