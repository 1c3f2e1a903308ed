package org.tocsin.stix;

import org.tocsin.model.Bytes;

/// Reads one document strictly: UTF-8 and I-JSON, the limits, the rules of STIX 2.1. Stateless and safe to share.
///
/// A document is a bundle, or one STIX object by itself; anything else is refused (rule R-REC-4).
public final class StixReader {
    /// Never throws on account of the content.
    public StixVerdict read(Bytes document) {
        Findings findings = new Findings();
        try (Tape tape = Tape.lend();
                StrictJson json = new StrictJson(document.array())) {
            if (json.holdsNoncharacter()) {
                throw new JsonFault("JSON-NONCHARACTER", "holds a Unicode noncharacter");
            }
            StixDocument read = new Reading(document.array(), json, tape, findings).document();
            return read != null ? new StixVerdict.Valid(read) : new StixVerdict.Refused(findings.reasons());
        } catch (JsonFault fault) {
            findings.add("document", "", fault.rule(), fault.text());
            return new StixVerdict.Refused(findings.reasons());
        }
    }
}
