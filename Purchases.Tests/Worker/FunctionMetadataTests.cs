using System.Text.Json.Nodes;
using Purchases.Local.Runtime;

namespace Purchases.Tests.Worker;

/// <summary>What the Functions host is told of the functions. A change here is a change of what is deployed.</summary>
[Collection(SharedWorker.Name)]
public sealed class FunctionMetadataTests(SharedWorker shared)
{
    private const string ToTopic =
        "kafka Out Events, brokerList KAFKA_BOOTSTRAP_SERVERS, enableIdempotence false, maxMessageBytes 120000, " +
        "messageTimeoutMs 2147483647, topic %KAFKA_TOPIC%";

    private const string FromTopic =
        "kafkaTrigger In records, brokerList KAFKA_BOOTSTRAP_SERVERS, cardinality Many, consumerGroup %KAFKA_GROUP_ID%, " +
        "keyDataType Binary, topic %KAFKA_TOPIC%";

    private static readonly string[] Told =
    [
        "Buy: POST /buy, Function",
        "Buy: http Out Response",
        $"Buy: {ToTopic}",
        "DismissRejectedEvent: POST /rejected/{topic}/{partition}/{offset}/dismiss, Function",
        "DismissRejectedEvent: http Out $return",
        "GetAllBoughtItems: GET|HEAD /getAllBoughtItems, Function",
        "GetAllBoughtItems: http Out $return",
        "GetAsyncApi: GET|HEAD /asyncapi.json, Anonymous",
        "GetAsyncApi: http Out $return",
        "GetEventSchema: GET|HEAD /purchase-created.v1.schema.json, Anonymous",
        "GetEventSchema: http Out $return",
        "GetOpenApi: GET|HEAD /openapi.json, Anonymous",
        "GetOpenApi: http Out $return",
        "GetPurchase: GET|HEAD /purchases/{eventId}, Function",
        "GetPurchase: http Out $return",
        "GetPurchases: GET|HEAD /purchases, Function",
        "GetPurchases: http Out $return",
        "GetRejectedEvent: GET|HEAD /rejected/{topic}/{partition}/{offset}, Function",
        "GetRejectedEvent: http Out $return",
        "GetRejectedEvents: GET|HEAD /rejected, Function",
        "GetRejectedEvents: http Out $return",
        "Health: GET|HEAD /health/{probe?}, Anonymous",
        "Health: http Out $return",
        $"RecordPurchases: {FromTopic}",
        "RecordPurchases: retry exponentialBackoff, 10 times, after 00:00:01 to 00:00:30",
        "ReplayRejectedEvent: POST /rejected/{topic}/{partition}/{offset}/replay, Function",
        "ReplayRejectedEvent: http Out Response",
        $"ReplayRejectedEvent: {ToTopic}",
        "ReplayRejectedEvents: POST /rejected/replay, Function",
        "ReplayRejectedEvents: http Out Response",
        $"ReplayRejectedEvents: {ToTopic}",
    ];

    [Fact]
    public void The_build_tells_the_host_this_of_every_function() => Assert.Equal(Told.Order(), FunctionLines.OfBuild().Order());

    [Fact]
    public void So_does_the_worker_process() => Assert.Equal(Told.Order(), FunctionLines.OfWorker(shared.Worker.Functions).Order());

    [Fact]
    public void Every_function_in_the_code_is_told_of() =>
        Assert.Equal(FunctionMethods.All().Keys, Told.Select(line => line.Split(':')[0]).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public async Task Where_the_brokers_ask_for_a_login_the_worker_tells_of_the_settings_that_have_it()
    {
        await using var worker = await RunningWorker.StartAsync(
            ("KAFKA_SECURITY_PROTOCOL", "SASL_SSL"),
            ("KAFKA_SASL_MECHANISM", "PLAIN"),
            ("KAFKA_USERNAME", "anna"),
            ("KAFKA_PASSWORD", "secret"));

        var bindings = worker.Functions.SelectMany(function => function.RawBindings).Select(binding => JsonNode.Parse(binding)!)
            .Where(binding => $"{binding["type"]}".StartsWith("kafka", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(bindings);
        Assert.All(bindings, binding => Assert.Equal(
            "SaslSsl Plain KAFKA_USERNAME KAFKA_PASSWORD",
            $"{binding["protocol"]} {binding["authenticationMode"]} {binding["username"]} {binding["password"]}"));
    }
}
