package org.tocsin.stix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PatternGrammarTest {
    @Test
    void patternsOfTheGrammarAreRecognised() {
        for (String good : List.of(
                "[url:value = 'x']",
                "[ file:hashes.'SHA-256' = 'a' AND file:hashes.MD5 == 'b' OR (file:size >= 10 AND file:size != -1.5) ]",
                "([a-b:name NOT IN ('x','y',1)] AND [email-message:body LIKE '%a%']) FOLLOWEDBY [ipv4-addr:value ISSUBSET '10.0.0.0/8']",
                "[process:name MATCHES '^a\\\\.b$'] REPEATS 5 TIMES WITHIN 1800.5 SECONDS",
                "[url:value = 'it\\'s'] START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00.5Z'",
                "[EXISTS windows-registry-key:values[*].data]",
                "[x-own:list[0].key <> h'00ff' AND x-own:key = b'AAAA' AND x-own:flag = true AND x-own:when < t'2026-01-01T00:00:00Z']",
                "[configuration-profile:id = 'x'] // said so\n",
                "/* why */ [url:value IN ()]")) {
            assertEquals("", wrong(good), good);
        }
    }

    @Test
    void whatIsNoPatternIsNot() {
        for (String bad : List.of(
                "",
                "url:value = 'x'",
                "[url:value = 'x'",
                "[url:value = 'x']]",
                "[url:value = 'x'] [url:value = 'y']",
                "[url:value]",
                "[url:value = ]",
                "[url:value = \"x\"]",
                "[url:value = 'x\\n']",
                "[url = 'x']",
                "[ab:name = 'x']",
                "[abc:yz = 'x']",
                "[abc:Name = 'x']",
                "[ABC:name = 'x']",
                "[abc:name = t'2026-13-01T00:00:00Z']",
                "[abc:name = h'0']",
                "[abc:name = 1.]",
                "[abc:name LIKE 1]",
                "[abc:name[x] = 1]",
                "[abc:name = 'x'] WITHIN 5",
                "[abc:name = 'x' AND]",
                "(".repeat(40) + "[abc:name = 'x']" + ")".repeat(40))) {
            assertNotEquals("", wrong(bad), bad);
        }
    }

    private static String wrong(String pattern) {
        return new PatternGrammar(pattern.toCharArray(), 0, pattern.length()).check();
    }
}
