package org.tocsin.model.agreement;

/// Whether an author is named where its records go on. Source: FIRST, IEP 2.0, attribution.
public enum Attribution {
    MUST_NOT,
    MAY,
    MUST
}
