package org.tocsin.node.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.cli.ExitCode;
import org.tocsin.cli.operator.OfficerFile;
import org.tocsin.cli.operator.OfficerLine;
import org.tocsin.model.Digest;
import org.tocsin.model.TreeHead;
import org.tocsin.node.NodeHome;
import org.tocsin.node.ledger.LedgerView;
import org.tocsin.node.store.Database;

/// Manifests are drafted and signed on a machine that has no node, and taken by the node; what does not belong
/// together,
/// goes back, or would leave the node without keys is refused, and nothing changes. Rules R-MAN-4, R-MAN-5, R-MAN-6.
class ManifestCommandsTest {
    @TempDir
    Path top;

    private DirectoryRig rig;
    private Path offline;
    private int drafts;

    /// The root key leaves the node's machine, as it should.
    @BeforeEach
    void makeNode() throws IOException {
        rig = new DirectoryRig(top);
        Files.createDirectory(top.resolve("offline"));
        Files.move(rig.directory.resolve("keys/root.key"), top.resolve("offline/root.key"));
        offline = top.resolve("offline/team.manifests");
        Files.copy(rig.directory.resolve("papers/team.manifests"), offline);
    }

    @Test
    void aManifestIsDraftedAndSignedWhereNoNodeIsAndTakenByTheNode() throws Exception {
        signed("root.key", "--witness", "fusion.example");
        assertEquals(ExitCode.OK, take(offline));
        assertEquals(2, rig.home().own().current().version());
        assertEquals(1, rig.home().own().current().provisions().witnesses().size());
    }

    @Test
    void anotherRootSignsOnceTheOldOneHandedOver() throws Exception {
        assertEquals(ExitCode.OK, run("team", "manifest", "key", "offline/next.key"));
        signed("root.key", "--root", "offline/next.key.pub");
        refused("not the root key in force", "root.key", "--witness", "fusion.example");
        signed("next.key", "--witness", "fusion.example");
        assertEquals(ExitCode.OK, take(offline));
        assertEquals(3, rig.home().own().current().version());
        assertEquals(rig.home().papers().rootFingerprint(), rig.home().own().rootFingerprint());
    }

    @Test
    void aManifestThatGoesBackOrBelongsToAnotherTeamChangesNothing() throws Exception {
        Path first = Files.copy(offline, top.resolve("first"));
        signed("root.key", "--witness", "fusion.example");
        assertEquals(ExitCode.OK, take(offline));
        byte[] taken = Files.readAllBytes(rig.directory.resolve("papers/team.manifests"));

        says("older than the manifests here", take(first));
        Files.copy(first, offline, StandardCopyOption.REPLACE_EXISTING);
        signed("root.key", "--witness", "other.example");
        says("FORKED", take(offline));
        says("not a file of manifests", take(top.resolve("offline/root.key")));
        assertArrayEquals(taken, Files.readAllBytes(rig.directory.resolve("papers/team.manifests")));
    }

    @Test
    void anotherTeamsManifestIsSaidToBeAnotherTeams() throws Exception {
        assertEquals(
                ExitCode.OK,
                run("node", "init", "es", "--team", "cert-es.example", "--no-endpoint", "--suite", "ed25519"),
                this::err);
        says("another team's manifests", take(top.resolve("es/papers/team.manifests")));
        assertEquals(1, rig.home().own().current().version());
    }

    /// A running node looks at its manifests: what is signed is in force when it is taken, and not before.
    @Test
    void whatIsSignedAtTheNodeItselfIsNotInForceBeforeItIsTaken() throws Exception {
        Files.move(top.resolve("offline/root.key"), rig.directory.resolve("keys/root.key"));
        Path manifests = rig.directory.resolve("papers/team.manifests");
        byte[] before = Files.readAllBytes(manifests);
        assertEquals(
                ExitCode.OK,
                run("team", "manifest", "edit", "next.toml", "--witness", "fusion.example", "--node", "jp"),
                this::err);
        assertEquals(ExitCode.OK, run("team", "manifest", "sign", "next.toml", "--node", "jp"), this::err);
        assertArrayEquals(before, Files.readAllBytes(manifests));
        assertEquals(ExitCode.OK, take(rig.directory.resolve("papers/team.manifests.signed")), this::err);
        assertEquals(2, rig.home().own().current().version());
    }

    @Test
    void anOfficerWithADirectoryOfTheirOwnTakesTheManifestByWhichTheyKnowTheNode() throws Exception {
        assertEquals(
                ExitCode.OK, run("node", "add-officer", "second", "--roles", "analyst", "--node", "jp"), this::err);
        Path first = Files.copy(offline, top.resolve("first"));
        signed("root.key", "--witness", "fusion.example");
        assertEquals(ExitCode.OK, run("node", "manifest", offline.toString(), "--node", "second"), this::err);
        OfficerFile second = OfficerFile.read(top.resolve("second"));
        assertEquals(2, OfficerLine.own(second).current().version());
        says("older than the manifests here", run("node", "manifest", first.toString(), "--node", "second"));
        assertEquals(2, OfficerLine.own(second).current().version());
    }

    @Test
    void aDraftThatIsSignedAlreadyIsNotSignedAgain() throws Exception {
        String draft = signed("root.key", "--witness", "fusion.example");
        says("not the next version", sign(draft, "root.key"));
    }

    @Test
    void aManifestThatWouldLeaveTheNodeWithoutAKeyIsNotTaken() throws Exception {
        rig.append(3);
        TreeHead head = head();
        Path first = Files.copy(offline, top.resolve("first"));
        signed("root.key", "--close-ledger-key", head.size() + ":" + head.root().hex());
        says("leaves no open period of a ledger key", take(offline));

        Files.copy(first, offline, StandardCopyOption.REPLACE_EXISTING);
        signed("root.key", "--revoke", rig.directory.resolve("papers/node.pem").toString(), "--node-key", other());
        says("bears out no certificate of this node", take(offline));
        assertEquals(1, rig.home().own().current().version());
    }

    @Test
    void aKeyEndsOnlyAtAHeadThatTheLedgerHas() throws Exception {
        rig.append(3);
        TreeHead head = head();
        assertEquals(ExitCode.OK, run("node", "rotate", "ledger-key", "--node", "jp"));
        signed("root.key", "--ledger-key", "jp/papers/ledger-2.key.pub");
        assertEquals(ExitCode.OK, take(offline));
        Path second = Files.copy(offline, top.resolve("second"));

        signed("root.key", "--close-ledger-key", "2:" + head.root().hex());
        says("with a root that is not this ledger's", take(offline));
        Files.copy(second, offline, StandardCopyOption.REPLACE_EXISTING);
        signed("root.key", "--close-ledger-key", "4:" + head.root().hex());
        says("while the ledger has 3", take(offline));
        Files.copy(second, offline, StandardCopyOption.REPLACE_EXISTING);
        signed("root.key", "--close-ledger-key", "3:" + head.root().hex());
        assertEquals(ExitCode.OK, take(offline));
    }

    @Test
    void whatIsNotThereCannotBeTakenOut() {
        says("not in the manifest", edit("x.toml", "--drop-node-key", Digest.ZERO.hex()));
        says("not in the manifest", edit("x.toml", "--drop-authority", Digest.ZERO.hex()));
    }

    @Test
    void whatIsNotARootKeyIsSaidToBeNone() {
        assertEquals(ExitCode.OK, edit("x.toml", "--witness", "fusion.example"));
        says("not a root key's file", sign("x.toml", "team.manifests"));
        says("no root key", sign("x.toml", "nosuch.key"));
    }

    private String other() {
        return "tokyo-2=" + "ab".repeat(Digest.LENGTH);
    }

    private TreeHead head() throws Exception {
        NodeHome home = rig.home();
        try (Database database = Database.openToRead(home.database())) {
            return LedgerView.load(database.transactions(), DirectoryRig.TEAM, home::isSigned)
                    .head()
                    .tree();
        }
    }

    /// Drafts and signs the next version.
    ///
    /// @return the draft's name
    private String signed(String rootKey, String... changes) {
        String draft = "draft-" + ++drafts + ".toml";
        assertEquals(ExitCode.OK, edit(draft, changes), this::err);
        assertEquals(ExitCode.OK, sign(draft, rootKey), this::err);
        return draft;
    }

    private void refused(String why, String rootKey, String... changes) {
        String draft = "draft-" + ++drafts + ".toml";
        assertEquals(ExitCode.OK, edit(draft, changes), this::err);
        says(why, sign(draft, rootKey));
    }

    private ExitCode edit(String draft, String... changes) {
        String[] words = new String[6 + changes.length];
        System.arraycopy(
                new String[] {"team", "manifest", "edit", "offline/" + draft, "--manifests", offline.toString()},
                0,
                words,
                0,
                6);
        System.arraycopy(changes, 0, words, 6, changes.length);
        return run(words);
    }

    private ExitCode sign(String draft, String rootKey) {
        return run(
                "team",
                "manifest",
                "sign",
                "offline/" + draft,
                "--manifests",
                offline.toString(),
                "--root-key",
                "offline/" + rootKey);
    }

    private ExitCode take(Path manifests) {
        return run("node", "manifest", manifests.toString(), "--node", "jp");
    }

    private ExitCode run(String... words) {
        rig.err.reset();
        return rig.run(words);
    }

    /// A command was refused, in one line.
    private void says(String why, ExitCode exit) {
        assertEquals(ExitCode.UNUSABLE, exit);
        assertTrue(err().contains(why), err());
        assertEquals(1, err().lines().count(), err());
    }

    private String err() {
        return DirectoryRig.printed(rig.err);
    }
}
