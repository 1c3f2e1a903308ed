package org.tocsin.node.delivery;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import org.tocsin.model.Lane;
import org.tocsin.model.Team;

/// All lanes to one partner, each with its pump. Routine, bulk and control share one connection; the emergency lane has
/// its own, so that nothing that waits on the other is in its way. Rules R-LAN-1 and R-LAN-11.
final class PartnerLanes {
    private final Map<Lane, Pump> pumps = new EnumMap<>(Lane.class);

    PartnerLanes(DeliveryParts parts, PartnerHeads heads, ParcelReader reader, Team partner) {
        PartnerLink shared = new PartnerLink(parts, partner, parts.dialer()::dial);
        PartnerLink urgent = new PartnerLink(parts, partner, parts.dialer()::dialUrgent);
        for (Lane lane : Lane.values()) {
            PartnerLink link = lane == Lane.EMERGENCY ? urgent : shared;
            pumps.put(lane, new Pump(parts, heads, reader, link, new LaneGauge(partner, lane)));
        }
    }

    Pump pump(Lane lane) {
        Pump pump = pumps.get(lane);
        if (pump == null) {
            throw new IllegalStateException("a partner has every lane");
        }
        return pump;
    }

    Collection<Pump> pumps() {
        return pumps.values();
    }
}
