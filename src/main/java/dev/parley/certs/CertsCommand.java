package dev.parley.certs;

import dev.parley.wire.Clocks;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code ./parley certs}: a private CA, a certificate for each node, and new ones before they end. */
@Command(
        name = "certs",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Make a private CA and a certificate for each node, or renew certificates.",
        footer = {
            "",
            "The first call makes the CA (ca.pem, ca.key); later ones use it and never replace it. A node that has a",
            "certificate keeps it, unless --renew is given. Keys are for their owner only (0600).",
            "",
            "  certs --dir certs --node chat-1 --node chat-2 --host chat-1=10.77.0.5",
            "  certs --dir certs --renew                    all nodes of the folder, with their old names",
            "  certs --dir certs --renew --node chat-1      one",
            "",
            "Ends with 0 when all is there that was asked for, 1 when not, 2 when the options are wrong."
        })
public final class CertsCommand implements Callable<Integer> {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|(?=.*:.*:)[0-9A-Fa-f:.]{2,45}");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern DNS = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");
    private static final int DAYS_MAX = 36_500;
    private static final int OK = 0;
    private static final int FAILED = 1;

    @Option(names = "--dir", paramLabel = "<folder>", description = "Where the files are. Default: ${DEFAULT-VALUE}")
    private Path dir = Path.of("certs");

    @Option(names = "--node", paramLabel = "<name>", description = "A node; may be given several times.")
    private List<String> nodes = new ArrayList<>();

    @Option(
            names = "--host",
            paramLabel = "<[node=]host>",
            description = "A DNS name or address under which a node, or without its name every node of this call, is"
                    + " reached; may be given several times. The event bus does not ask for it; browsers do.")
    private List<String> hosts = new ArrayList<>();

    @Option(names = "--renew", description = "Make new keys and certificates for nodes that have some.")
    private boolean renew;

    @Option(
            names = "--days",
            paramLabel = "<n>",
            description = "How long a node's certificate lasts. Default: ${DEFAULT-VALUE}")
    private int days = 730;

    @Option(names = "--ca-days", paramLabel = "<n>", description = "How long the CA lasts. Default: ${DEFAULT-VALUE}")
    private int caDays = 3650;

    @Spec
    private @Nullable CommandSpec spec;

    private final CertificateMaker maker = new CertificateMaker();

    /** Runs the command. Returns the exit code. Blocks; not for an event loop. */
    public static int run(String[] args) {
        return new CommandLine(new CertsCommand()).execute(args);
    }

    /** The same for another program, which gets what is printed. */
    public static int run(String[] args, PrintWriter out) {
        return new CommandLine(new CertsCommand()).setOut(out).setErr(out).execute(args);
    }

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec, "set by picocli").commandLine();
        refuseNonsense(line);
        try {
            make(line.getOut());
            return OK;
        } catch (CertsFailure e) {
            line.getErr().println("parley: " + e.getMessage());
            return FAILED;
        }
    }

    private void refuseNonsense(CommandLine line) {
        require(line, renew || !nodes.isEmpty(), "name the nodes with --node, or renew all of a folder with --renew");
        for (String node : nodes) {
            require(
                    line,
                    NAME.matcher(node).matches() && !node.equals(CertsFolder.CA),
                    "a node's name is 1 to 40 of A-Z a-z 0-9 . _ - and not ca, here: " + node);
        }
        for (String host : hosts) {
            require(line, HOST.matcher(host(host)).matches(), "a host is a DNS name or an address, here: " + host);
            String node = nodeOf(host);
            require(
                    line,
                    node.isEmpty() || nodes.contains(node),
                    "--host " + host + " is for a node that no --node names");
        }
        require(line, days >= 1 && days <= DAYS_MAX, "--days must be 1 to " + DAYS_MAX + ", not " + days);
        require(line, caDays >= 1 && caDays <= DAYS_MAX, "--ca-days must be 1 to " + DAYS_MAX + ", not " + caDays);
    }

    private static void require(CommandLine line, boolean condition, String otherwise) {
        if (!condition) {
            throw new ParameterException(line, otherwise);
        }
    }

    private void make(PrintWriter out) throws CertsFailure {
        CertsFolder folder = new CertsFolder(dir);
        Instant now = Instant.ofEpochMilli(Clocks.wallMillis());
        List<String> wanted = nodes.isEmpty() ? folder.nodes() : List.copyOf(new LinkedHashSet<>(nodes));
        if (wanted.isEmpty()) {
            throw new CertsFailure("There is no certificate of a node in " + dir + " that could be renewed.");
        }
        Signed authority = authority(folder, now, out);
        boolean isNew = false;
        for (String node : wanted) {
            isNew |= certify(folder, authority, node, now, out);
        }
        if (isNew) {
            out.print(next());
        }
        out.flush();
    }

    private Signed authority(CertsFolder folder, Instant now, PrintWriter out) throws CertsFailure {
        if (!folder.has(CertsFolder.CA)) {
            if (renew) {
                throw new CertsFailure("There is no CA in " + dir + ": choose its folder with --dir.");
            }
            folder.make();
            Signed made = maker.authority("Parley cluster CA", now, Duration.ofDays(caDays));
            folder.write(CertsFolder.CA, made);
            told(out, "made", folder.certificate(CertsFolder.CA), made.certificate());
            return made;
        }
        Signed kept = folder.readAuthority();
        if (now.isAfter(kept.certificate().getNotAfter().toInstant())) {
            throw new CertsFailure("The CA in " + dir + " has ended on " + date(kept.certificate())
                    + ": make another in a new folder, and give all nodes both ca.pem, one behind the other, while you"
                    + " change their certificates.");
        }
        told(out, "kept", folder.certificate(CertsFolder.CA), kept.certificate());
        return kept;
    }

    /** Returns whether the node has a new certificate now. */
    private boolean certify(CertsFolder folder, Signed authority, String node, Instant now, PrintWriter out)
            throws CertsFailure {
        boolean isThere = folder.has(node);
        if (isThere && !renew) {
            told(out, "kept", folder.certificate(node), folder.readCertificate(node));
            return false;
        }
        Set<GeneralName> names = new LinkedHashSet<>(isThere ? oldNames(folder.readCertificate(node)) : List.of());
        if (DNS.matcher(node).matches()) {
            names.add(name(node));
        }
        hosts.stream()
                .filter(host -> nodeOf(host).isEmpty() || nodeOf(host).equals(node))
                .forEach(host -> names.add(name(host(host))));
        if (names.isEmpty()) {
            throw new CertsFailure("The name " + node + " is no DNS name: give it one with --host " + node + "=HOST.");
        }
        Signed made = maker.node(authority, node, List.copyOf(names), now, Duration.ofDays(days));
        folder.write(node, made);
        told(out, isThere ? "renewed" : "made", folder.certificate(node), made.certificate());
        return true;
    }

    /** A renewed certificate is for the same names. */
    private static List<GeneralName> oldNames(X509Certificate old) throws CertsFailure {
        try {
            Collection<List<?>> found = old.getSubjectAlternativeNames();
            List<GeneralName> names = new ArrayList<>();
            for (List<?> each : found == null ? List.<List<?>>of() : found) {
                names.add(name(String.valueOf(each.get(1))));
            }
            return names;
        } catch (CertificateParsingException e) {
            throw new CertsFailure("The old certificate has names that cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static GeneralName name(String host) {
        boolean isAddress = host.contains(":") || IPV4.matcher(host).matches();
        return new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    private static String nodeOf(String option) {
        int equals = option.indexOf('=');
        return equals < 0 ? "" : option.substring(0, equals);
    }

    private static String host(String option) {
        return option.substring(option.indexOf('=') + 1);
    }

    private static void told(PrintWriter out, String what, Path file, X509Certificate certificate) {
        out.println(String.format(Locale.ROOT, "%-8s %s, ends on %s", what, file, date(certificate)));
    }

    private static String date(X509Certificate certificate) {
        return certificate
                .getNotAfter()
                .toInstant()
                .atZone(ZoneOffset.UTC)
                .toLocalDate()
                .toString();
    }

    private String next() {
        String first = nodes.isEmpty() ? "NODE" : nodes.get(0);
        return String.join(
                "\n",
                "",
                "Next:",
                "  1. Copy ca.pem and the two files of each node to that node, the key readable by its user only.",
                "  2. Start the nodes with, for example for " + first + ":",
                "       --bus-cert " + first + ".pem --bus-key " + first + ".key --bus-ca ca.pem",
                "     All nodes of a cluster have these options, or none has. A running node takes new files of the event",
                "     bus when it is started again: one node after the other.",
                "  3. Move ca.key to where no node is. Who has it can make nodes.",
                "  4. Before they end: certs --dir " + dir + " --renew. Nodes log a warning 14 days before.",
                "");
    }
}
