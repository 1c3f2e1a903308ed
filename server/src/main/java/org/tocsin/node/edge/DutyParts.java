package org.tocsin.node.edge;

import org.tocsin.node.channel.DutyFeed;
import org.tocsin.node.emergency.Emergencies;

/// What officers on duty work with. `feed` tells whoever is at a terminal.
public record DutyParts(Emergencies emergencies, DutyFeed feed) {}
