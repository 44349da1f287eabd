using System.Diagnostics;
using System.Text.Json.Nodes;
using Purchases.Tests.Support;

namespace Purchases.Tests.Deployment;

/// <summary>Runs the script that makes the topic, with a stand-in for Kafka's tool that shows how it was called.</summary>
public sealed class TopicJobTests : IDisposable
{
    private static readonly JsonNode Job = Manifests.Yaml("deploy/kubernetes/base/topic-job.yaml")["spec"]!;
    private static readonly JsonNode Container = Job["template"]!["spec"]!["containers"]![0]!;

    private static readonly JsonObject Settings = Manifests.Yaml("deploy/kubernetes/base/settings.yaml")["data"]!.AsObject();

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_topic_is_the_one_that_compose_makes_but_for_its_copies()
    {
        var (arguments, _) = await RunAsync([]);
        var command = Manifests.Yaml("docker-compose.yml")["services"]!["topic"]!["command"]!.AsArray();
        var compose = command.Select(word => (string)word!).ToList();

        foreach (var option in (string[])["--topic", "--partitions"])
            Assert.Equal(compose[compose.IndexOf(option) + 1], arguments[arguments.IndexOf(option) + 1]);
        Assert.Contains("--if-not-exists", arguments);
        Assert.Contains("max.message.bytes=131072", arguments.Intersect(compose, StringComparer.Ordinal));
    }

    // One broker may be lost, and one more may be away, before a buy is refused or a purchase gone.
    [Fact]
    public async Task Three_brokers_hold_the_topic_and_two_acknowledge()
    {
        var (arguments, _) = await RunAsync([]);

        Assert.Equal("3", arguments[arguments.IndexOf("--replication-factor") + 1]);
        Assert.Contains("min.insync.replicas=2", arguments);
    }

    [Fact]
    public async Task Without_a_login_it_speaks_plaintext()
    {
        var (_, client) = await RunAsync([]);

        Assert.Equal(["security.protocol=PLAINTEXT"], client);
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

    // A Job can't be changed: without this an apply with another secret fails.
    [Fact]
    public void The_job_goes_away_when_it_is_done() => Assert.InRange(int.Parse((string)Job["ttlSecondsAfterFinished"]!), 1, 3600);

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
}
