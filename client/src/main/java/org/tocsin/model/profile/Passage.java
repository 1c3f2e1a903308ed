package org.tocsin.model.profile;

/// A heading of RFC 2350 that free text stands under.
///
/// Source: RFC 2350, appendix D.
public enum Passage {
    DISTRIBUTION_LIST("1.2", "Distribution List for Notifications"),
    LOCATIONS("1.3", "Locations where this Document May Be Found"),
    AUTHENTICATING("1.4", "Authenticating this Document"),
    OTHER_TELECOMMUNICATION("2.6", "Other Telecommunication"),
    OTHER_INFORMATION("2.10", "Other Information"),
    CUSTOMER_CONTACT("2.11", "Points of Customer Contact"),
    MISSION("3.1", "Mission Statement"),
    CONSTITUENCY("3.2", "Constituency"),
    SPONSORSHIP("3.3", "Sponsorship and/or Affiliation"),
    AUTHORITY("3.4", "Authority"),
    INCIDENT_TYPES("4.1", "Types of Incidents and Level of Support"),
    COOPERATION("4.2", "Co-operation, Interaction and Disclosure of Information"),
    COMMUNICATION("4.3", "Communication and Authentication"),
    TRIAGE("5.1.1", "Incident Triage"),
    COORDINATION("5.1.2", "Incident Coordination"),
    RESOLUTION("5.1.3", "Incident Resolution"),
    PROACTIVE("5.2", "Proactive Activities"),
    REPORTING_FORMS("6", "Incident Reporting Forms"),
    DISCLAIMERS("7", "Disclaimers");

    public static final int BYTES_MAX = 2_000;

    private final String section;
    private final String heading;

    Passage(String section, String heading) {
        this.section = section;
        this.heading = heading;
    }

    public String section() {
        return section;
    }

    public String heading() {
        return heading;
    }
}
