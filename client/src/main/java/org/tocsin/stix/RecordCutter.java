package org.tocsin.stix;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.tocsin.model.Bytes;
import org.tocsin.model.Fragment;
import org.tocsin.model.Fragment.FacetKind;
import org.tocsin.model.Tlp;
import org.tocsin.model.agreement.Conditions;
import org.tocsin.model.agreement.RecordPolicy;
import org.tocsin.stix.StixDocument.Entry;
import org.tocsin.stix.StixDocument.Header;

/// Cuts a valid document into the fragments of a record: the frame, the objects, the properties that are marked more
/// strictly than their objects, and the facets of the header. Every content fragment is an exact range of the bytes.
/// Rules R-REC-3, R-REC-6 to R-REC-8.
public final class RecordCutter {
    /// The gap between two orders is drawn below this, so that nobody counts what is withheld in between.
    private static final long GAP_MAX = 1L << 32;

    /// Stands for what does not fit.
    private static final String CUT = "\u2026";

    private final StixReader reader = new StixReader();

    /// The fragments of a record, in the order frame, objects (each with its properties), facets, and the record's
    /// marking. Audience fragments are the publisher's to add.
    public record Cut(List<Fragment> fragments, Tlp marking) {
        public Cut {
            fragments = List.copyOf(fragments);
        }
    }

    /// `document` is what the reader said of these very bytes; `random` draws the gaps between orders.
    ///
    /// The record's marking is raised above the document's where else nothing of it could be shown: no object stands
    /// below that marking, or a marking definition cannot be shown whole.
    public Cut cut(Bytes bytes, StixDocument document, RandomGenerator random) {
        return cut(bytes, document, Conditions.NONE, random);
    }

    /// As above, for a publisher who says more about the handling than the content does. A policy's TLP raises the
    /// record's marking.
    public Cut cut(Bytes bytes, StixDocument document, Conditions stated, RandomGenerator random) {
        Conditions handling = stated.narrowedBy(document.header().handling());
        Work work = new Work(bytes, document, random);
        for (Entry entry : document.objects()) {
            work.object(entry);
        }
        Tlp floor = stated.policy()
                .flatMap(RecordPolicy::tlp)
                .map(TlpMarkings::ofTlp1)
                .orElse(Tlp.CLEAR);
        Tlp marking = Tlp.strictest(floor, Tlp.strictest(work.marking, work.mildest));
        List<Fragment> fragments = new ArrayList<>(work.content.size() + 9);
        fragments.add(frame(bytes, document, marking));
        fragments.addAll(work.content);
        facets(fragments, work.divided ? headerOf(fragments, marking) : document.header(), marking);
        handling(fragments, handling, marking);
        return new Cut(fragments, marking);
    }

    /// One document being cut.
    private final class Work {
        final List<Fragment> content;
        Tlp marking;
        Tlp mildest;
        boolean divided;
        private final Bytes bytes;
        private final RandomGenerator random;
        private long order;
        private int behind = -1;

        Work(Bytes bytes, StixDocument document, RandomGenerator random) {
            this.bytes = bytes;
            this.random = random;
            content = new ArrayList<>(document.objects().size());
            marking = document.marking();
            mildest = Tlp.RED;
        }

        void object(Entry entry) {
            Bytes lead = behind < 0 ? Bytes.EMPTY : bytes.slice(behind, entry.from());
            Bytes body = bytes.slice(entry.from(), entry.to());
            behind = entry.to();
            if (entry.stricter().isEmpty()) {
                whole(entry.marking(), lead, body);
            } else {
                divide(entry, lead, body);
            }
        }

        private void whole(Tlp own, Bytes lead, Bytes body) {
            content.add(new Fragment.StixObject(own, nextOrder(), lead, body));
            mildest = mildest.isStricterThan(own) ? own : mildest;
        }

        private void divide(Entry entry, Bytes lead, Bytes body) {
            divided = true;
            Tlp group = entry.stricter().values().stream().reduce(entry.marking(), Tlp::strictest);
            boolean definition = entry.type().equals("marking-definition");
            Optional<ObjectCut> cut = definition ? Optional.empty() : ObjectCut.of(body, entry, reader);
            if (cut.isEmpty()) {
                // Nobody who sees the record can do without the meaning of its markings.
                marking = definition ? Tlp.strictest(marking, group) : marking;
                whole(group, lead, body);
                return;
            }
            whole(entry.marking(), lead, cut.get().remaining());
            long objectOrder = order;
            for (ObjectCut.Piece piece : cut.get().pieces()) {
                content.add(new Fragment.Property(group, nextOrder(), objectOrder, piece.at(), piece.body()));
            }
        }

        private long nextOrder() {
            order += random.nextLong(1, GAP_MAX);
            return order;
        }
    }

    private static Fragment frame(Bytes bytes, StixDocument document, Tlp marking) {
        return new Fragment.Frame(
                marking,
                bytes.slice(0, document.objects().getFirst().from()),
                bytes.slice(document.objects().getLast().to(), bytes.length()));
    }

    /// What the header may say: what can be read in the parts that everyone sees who sees the record.
    private Header headerOf(List<Fragment> content, Tlp marking) {
        List<Fragment> shown = content.stream()
                .filter(fragment -> !fragment.marking().isStricterThan(marking))
                .toList();
        return switch (reader.read(Recomposer.recompose(shown))) {
            case StixVerdict.Valid valid -> valid.document().header();
            case StixVerdict.Refused refused ->
                throw new IllegalStateException("a cut that breaks a rule: " + refused.reasons());
        };
    }

    private static void facets(List<Fragment> fragments, Header header, Tlp marking) {
        fragments.add(new Fragment.Facet(marking, FacetKind.MARKING, List.of(marking.label())));
        facet(fragments, marking, FacetKind.TYPES, header.types());
        facet(fragments, marking, FacetKind.RSIT, header.rsit());
        facet(fragments, marking, FacetKind.SECTORS, header.sectors());
        facet(fragments, marking, FacetKind.COUNTRIES, header.countries());
        if (header.confidence().isPresent()) {
            facet(
                    fragments,
                    marking,
                    FacetKind.CONFIDENCE,
                    List.of(String.valueOf(header.confidence().getAsInt())));
        }
        facet(fragments, marking, FacetKind.LANGUAGES, header.languages());
        header.occurred()
                .ifPresent(occurred -> facet(
                        fragments,
                        marking,
                        FacetKind.OCCURRED,
                        List.of(occurred.from().toString(), occurred.until().toString())));
    }

    /// Read from the whole content, also from what is marked more strictly: it binds whoever sees any of it.
    private static void handling(List<Fragment> fragments, Conditions handling, Tlp marking) {
        handling.pap().ifPresent(pap -> fragments.add(new Fragment.Facet(marking, FacetKind.PAP, List.of(pap.name()))));
        handling.policy().ifPresent(policy -> facet(fragments, marking, FacetKind.IEP, policy.values()));
        handling.embargo()
                .ifPresent(embargo ->
                        fragments.add(new Fragment.Facet(marking, FacetKind.EMBARGO, List.of(embargo.toString()))));
    }

    private static void facet(List<Fragment> fragments, Tlp marking, FacetKind kind, Collection<String> values) {
        if (values.isEmpty()) {
            return;
        }
        List<String> shown = new ArrayList<>(Math.min(values.size(), StixLimits.FACET_VALUES_MAX));
        for (String value : values) {
            if (shown.size() == StixLimits.FACET_VALUES_MAX) {
                // What is left out must not let the record through where the rest is let through.
                shown.set(shown.size() - 1, CUT);
                break;
            }
            shown.add(value.length() <= StixLimits.FACET_VALUE_CHARS_MAX ? value : cut(value));
        }
        fragments.add(new Fragment.Facet(marking, kind, shown));
    }

    private static String cut(String value) {
        int end = StixLimits.FACET_VALUE_CHARS_MAX - 1;
        return value.substring(0, Character.isHighSurrogate(value.charAt(end - 1)) ? end - 1 : end) + CUT;
    }
}
