package org.tocsin.model;

/// What decides whether one object of a record is withheld, as far as its marking does not. Rule R-REL-8.
///
/// @param order of its fragment
/// @param type its STIX type
/// @param creator whether an object's `created_by_ref` names it
/// @param targeted whether a relationship of type `targets` leads to it
/// @param marked whether its own fragment holds a property under a granular marking
public record ContentPart(long order, String type, boolean creator, boolean targeted, boolean marked) {}
