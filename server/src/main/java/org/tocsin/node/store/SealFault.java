package org.tocsin.node.store;

/// A row, or a table, that is not as the store left it.
///
/// @param row its primary key, as `column=value, …`; empty: the table as a whole
public record SealFault(String table, String row, String what) {}
