using Purchases.Local.Runtime;

namespace Purchases.Tests.Worker;

/// <summary>The functions' metadata for the Functions host. A change here changes what is deployed.</summary>
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
    public void The_worker_process_reports_the_same_metadata() =>
        Assert.Equal(Told.Order(), FunctionLines.OfWorker(shared.Worker.Functions).Order());

    [Fact]
    public void Every_function_in_the_code_has_metadata() =>
        Assert.Equal(FunctionMethods.All().Keys, Told.Select(line => line.Split(':')[0]).Distinct().Order(StringComparer.Ordinal));
}
