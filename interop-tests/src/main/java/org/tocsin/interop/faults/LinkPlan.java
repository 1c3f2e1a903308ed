package org.tocsin.interop.faults;

/// What a link does to one connection.
///
/// @param there from who dials to who is dialled
/// @param back the other way
public record LinkPlan(LinkFault there, LinkFault back) {
    public static final LinkPlan NONE = new LinkPlan(new LinkFault.None(), new LinkFault.None());
}
