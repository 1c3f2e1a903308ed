package org.tocsin.model.agreement;

/// The most that a receiver may do with a record. Source: FIRST, Information Exchange Policy 2.0.
public record Iep(Actions permittedActions, boolean affectedPartyNotifications, boolean unmodifiedResale) {
    public static final Iep NOTHING = new Iep(Actions.NONE, false, false);
    /// Everything but selling it on.
    public static final Iep OPEN = new Iep(Actions.EXTERNALLY_VISIBLE_DIRECT, true, false);

    /// Permitted actions, from most to least restrictive.
    public enum Actions {
        NONE("none"),
        CONTACT_FOR_INSTRUCTION("contact-for-instruction"),
        INTERNALLY_VISIBLE("internally-visible-actions"),
        EXTERNALLY_VISIBLE_INDIRECT("externally-visible-indirect-actions"),
        EXTERNALLY_VISIBLE_DIRECT("externally-visible-direct-actions");

        private final String text;

        Actions(String text) {
            this.text = text;
        }

        /// As IEP writes it.
        public String text() {
            return text;
        }
    }

    /// What both allow.
    public Iep narrowedBy(Iep other) {
        return new Iep(
                permittedActions.compareTo(other.permittedActions) <= 0 ? permittedActions : other.permittedActions,
                affectedPartyNotifications && other.affectedPartyNotifications,
                unmodifiedResale && other.unmodifiedResale);
    }
}
