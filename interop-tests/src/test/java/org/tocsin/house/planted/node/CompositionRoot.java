package org.tocsin.house.planted.node;

/// Stands for the place where rooms meet.
public final class CompositionRoot {}
