using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Purchases.Tests.Deployment;

/// <summary>Runs the script that makes the topic, with a stand-in for Kafka's tool that shows how it was called.</summary>
public sealed partial class TopicJobTests : IDisposable
{
    private static readonly JsonNode Job = Manifests.Yaml("deploy/kubernetes/base/topic-job.yaml")["spec"]!;
    private static readonly JsonNode Container = Job["template"]!["spec"]!["containers"]![0]!;

    private static readonly JsonObject Settings = Manifests.Yaml("deploy/kubernetes/base/settings.yaml")["data"]!.AsObject();

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_topic_is_the_same_as_in_compose_except_for_its_replicas()
    {
        var (arguments, _) = await RunAsync([]);
        var command = Manifests.Yaml("docker-compose.yml")["services"]!["topic"]!["command"]!.AsArray();
        var compose = command.Select(word => (string)word!).ToList();

        foreach (var option in (string[])["--topic", "--partitions"])
            Assert.Equal(compose[compose.IndexOf(option) + 1], arguments[arguments.IndexOf(option) + 1]);
        Assert.Contains("--if-not-exists", arguments);
        Assert.Equal(["max.message.bytes=131072", "compression.type=uncompressed"], Configs(compose));
        Assert.Subset(Configs(arguments).ToHashSet(), Configs(compose).ToHashSet());
    }

    // What 202 promises with confirmed delivery rests on these: with one in-sync replica, or an unclean election, the broker that has an
    // acknowledged event may lose it.
    [Fact]
    public async Task Three_brokers_hold_the_topic_two_acknowledge_and_no_election_discards_what_they_acknowledged()
    {
        var (arguments, _) = await RunAsync([]);

        Assert.Equal("3", arguments[arguments.IndexOf("--replication-factor") + 1]);
        Assert.Contains("min.insync.replicas=2", Configs(arguments));
        Assert.Contains("unclean.leader.election.enable=false", Configs(arguments));
    }

    [Theory]
    [InlineData("PLAIN", "org.apache.kafka.common.security.plain.PlainLoginModule")]
    [InlineData("SCRAM-SHA-512", "org.apache.kafka.common.security.scram.ScramLoginModule")]
    public async Task It_logs_in_as_the_app_does(string mechanism, string module)
    {
        var (_, client) = await RunAsync(new()
        {
            ["KAFKA_SECURITY_PROTOCOL"] = "SASL_SSL",
            ["KAFKA_SASL_MECHANISM"] = mechanism,
            ["KAFKA_USERNAME"] = "$ConnectionString",
            ["KAFKA_PASSWORD"] = "a=b;c",
            ["KAFKA_CA_LOCATION"] = "/ca/broker.pem",
        });

        Assert.Equal(
            [
                "security.protocol=SASL_SSL",
                $"sasl.mechanism={mechanism}",
                $"sasl.jaas.config={module} required username=\"$ConnectionString\" password=\"a=b;c\";",
                "ssl.truststore.type=PEM",
                "ssl.truststore.location=/ca/broker.pem",
            ],
            client);
    }

    [Fact]
    public async Task A_password_may_have_quotes_and_backslashes()
    {
        const string password = """a"b\c\"d""";
        var (_, client) = await RunAsync(new()
        {
            ["KAFKA_SECURITY_PROTOCOL"] = "SASL_SSL",
            ["KAFKA_SASL_MECHANISM"] = "PLAIN",
            ["KAFKA_USERNAME"] = "anna",
            ["KAFKA_PASSWORD"] = password,
        });

        // A properties file's value, and in it a quoted string of JAAS: both read \x as x.
        var entry = Unescaped(client.Single(line => line.StartsWith("sasl.jaas.config=", StringComparison.Ordinal)));
        var quoted = Quoted().Match(entry[entry.IndexOf("password=", StringComparison.Ordinal)..]).Value;
        Assert.Equal($"\"{password}\"", Unescaped(quoted));
    }

    // A broker's own authority comes from a ConfigMap, which need not be there.
    [Theory]
    [InlineData("topic-job.yaml")]
    [InlineData("http-deployment.yaml")]
    [InlineData("recorder-deployment.yaml")]
    public void The_folder_of_a_brokers_authority_is_mounted_where_there_is_one(string file)
    {
        var pod = Manifests.Yaml($"deploy/kubernetes/base/{file}")["spec"]!["template"]!["spec"]!;
        var mount = pod["containers"]![0]!["volumeMounts"]!.AsArray().Single(mount => (string?)mount!["mountPath"] == "/kafka-ca")!;
        var source = pod["volumes"]!.AsArray().Single(volume => (string?)volume!["name"] == (string?)mount["name"])!["configMap"]!;

        Assert.Equal(("purchases-kafka-ca", "true"), ((string?)source["name"], (string?)source["optional"]));
    }

    private static IEnumerable<string> Configs(List<string> arguments) =>
        arguments.Zip(arguments.Skip(1)).Where(pair => pair.First == "--config").Select(pair => pair.Second);

    private static string Unescaped(string text) => Escape().Replace(text, "${character}");

    private async Task<(List<string> Arguments, string[] Client)> RunAsync(Dictionary<string, string> settings)
    {
        var tool = _folder.File("kafka-topics");
        await File.WriteAllTextAsync(tool, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var script = Path.Combine(Repository.Root, "deploy/kubernetes/base/make-topic.sh");
        var start = new ProcessStartInfo((string)Container["command"]![0]!, [script]);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("KAFKA_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var entry in Container["env"]!.AsArray()) start.Environment[(string)entry!["name"]!] = (string)entry["value"]!;
        foreach (var (name, value) in settings) start.Environment[name] = value;
        foreach (var (name, value) in Settings) start.Environment.TryAdd(name, (string)value!);
        start.Environment["TMPDIR"] = _folder.Path;
        start.Environment["KAFKA_TOPICS"] = tool;

        List<string> arguments = [.. (await Tool.SucceedsAsync(start)).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        Assert.Equal((string?)Settings["KAFKA_BOOTSTRAP_SERVERS"], arguments[arguments.IndexOf("--bootstrap-server") + 1]);
        return (arguments, await File.ReadAllLinesAsync(arguments[arguments.IndexOf("--command-config") + 1]));
    }

    [GeneratedRegex(@"\\(?<character>.)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Escape();

    [GeneratedRegex("""
        "(\\.|[^"\\])*"
        """, RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
