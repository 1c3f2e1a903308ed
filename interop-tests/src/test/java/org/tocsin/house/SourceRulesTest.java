package org.tocsin.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceRulesTest {
    private final SourceRules rules = new SourceRules(Checkout.mainSources());

    @Test
    void noFileIsLong() {
        assertTrue(
                rules.sources().size() > 50, "sources read: " + rules.sources().size());
        assertEquals(List.of(), rules.longFiles());
    }

    @Test
    void noMethodIsLong() throws IOException {
        assertEquals(List.of(), rules.longMethods());
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        assertEquals(List.of(), rules.undescribedPackages());
    }

    @Test
    void nothingIsLeftToDoInSources() {
        assertEquals(List.of(), rules.nakedMarks());
    }

    @Test
    void sqlIsWrittenInStoreAndTablesOnly() {
        assertEquals(List.of(), rules.spokenSql());
    }

    @Test
    void testsDoNotSleep() throws IOException {
        String call = "Thread." + "sleep(";
        for (Path source : new SourceRules(Checkout.testSources()).sources()) {
            boolean planted = source.toString().contains("planted");
            assertTrue(planted || !Files.readString(source).contains(call), () -> source + " sleeps");
        }
    }

    @Test
    void eachRuleFindsAPlantedViolation(@TempDir Path root) throws IOException {
        Path room = Files.createDirectories(root.resolve("room"));
        String statement = "        value++;\n";
        String mark = "// TO" + "DO later\n";
        Files.writeString(
                room.resolve("Long.java"),
                "package room;\nclass Long {\n    int value;\n    void ok() {\n" + statement.repeat(58)
                        + "    }\n    void tooLong() {\n" + statement.repeat(59) + "    }\n"
                        + "    String sql = \"sel" + "ect a from b\";\n" + mark.repeat(300) + "}\n");
        SourceRules planted = new SourceRules(List.of(root));
        assertEquals(List.of("Long.java: tooLong has 61 lines"), planted.longMethods());
        assertEquals(1, planted.longFiles().size());
        assertEquals(300, planted.nakedMarks().size());
        assertEquals(1, planted.spokenSql().size());
        assertEquals(List.of(room.toAbsolutePath().toString()), planted.undescribedPackages());
        Files.writeString(room.resolve("package-info.java"), "/// What it is for.\n@NullMarked\npackage room;\n");
        assertEquals(List.of(), planted.undescribedPackages());
    }
}
