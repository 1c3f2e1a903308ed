package org.tocsin.stix;

/// One rule that a document breaks. `object` is the object's id, or its place (`objects[3]`) while it has none;
/// `property` is a path inside the object and may be empty; `rule` is the rule's stable name; `text` is for people.
/// Both
/// texts may quote the document: whoever prints them escapes them.
public record Reason(String object, String property, String rule, String text) {}
