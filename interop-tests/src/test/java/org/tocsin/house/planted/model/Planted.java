package org.tocsin.house.planted.model;

import java.io.ObjectInputStream;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.ExitCode;
import org.tocsin.exchange.v1.Tlp;

/// One violation a member: what `HouseRulesPlantedTest` must find.
@SuppressWarnings("all")
public final class Planted {
    public @Nullable ExitCode otherRoom;
    public @Nullable Tlp generated;
    public io.grpc.@Nullable Status transport;
    public java.sql.@Nullable Connection sql;
    public @Nullable ObjectInputStream objects;
    public @Nullable Supplier<Instant> clockByReference = Instant::now;
    public org.tocsin.house.planted.node.@Nullable CompositionRoot meetingPlace;

    public Planted(int a, int b, int c, int d, int e, int f, int g, int h) {}

    public Supplier<Long> clockInLambda() {
        return () -> System.currentTimeMillis();
    }

    public void sleeps() throws InterruptedException {
        Thread.sleep(1);
    }

    public void speaks() {
        System.out.println();
    }

    public int getAnswer() {
        return 42;
    }

    public void shell() throws java.io.IOException {
        Runtime.getRuntime().exec(new String[] {"true"});
    }

    /// A record that holds an array.
    public record Holds(byte[] bytes) {}

    /// A name for the machine.
    public static final class PlantedManager {}

    /// A word that the house does not say.
    public static final class TenantProfile {}
}
