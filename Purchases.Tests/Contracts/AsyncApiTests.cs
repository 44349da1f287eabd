using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Purchases.Core.Json;
using Purchases.Core.Telemetry;
using Purchases.Functions.Kafka;
using Purchases.Tests.Deployment;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Contracts;

/// <summary>docs/contracts/asyncapi.json describes the topic as the code uses it.</summary>
public sealed class AsyncApiTests
{
    private const string Folder = "docs/contracts";

    private static readonly JsonObject Document = Manifests.Json($"{Folder}/asyncapi.json");
    private static readonly JsonNode Channel = Document["channels"]!["purchases"]!;
    private static readonly JsonNode Message = Document["components"]!["messages"]!["purchaseCreated"]!;

    [Fact]
    public void The_payload_is_the_events_schema_by_reference() =>
        Assert.Equal(Schemas.Event.GetRawText(), Repository.Read($"{Folder}/{(string?)Message["payload"]!["schema"]!["$ref"]}").TrimEnd());

    // As a tool does that gets the address of the document.
    [Fact]
    public async Task As_served_under_a_route_prefix_its_reference_leads_to_the_schema()
    {
        const string routePrefix = "shop/v2";
        using var folder = new TestFolder();
        await using var local = await RunningLocal.StartAsync(
            folder, null, ("AzureFunctionsJobHost__extensions__http__routePrefix", routePrefix));
        var address = new Uri(local.Url, $"{routePrefix}/asyncapi.json");

        var served = JsonNode.Parse(await local.Client.GetStringAsync(address))!;
        var reference = References(served).Single(reference => !reference.StartsWith('#'));
        var schema = JsonElement.Parse(await local.Client.GetStringAsync(new Uri(address, reference)));

        Assert.True(JsonElement.DeepEquals(Schemas.Event, schema));
    }

    [Fact]
    public void Topic_and_consumer_group_are_the_defaults()
    {
        Assert.Equal(KnownSettings.Defaults["KAFKA_TOPIC"], (string?)Channel["address"]);
        Assert.Equal(
            KnownSettings.Defaults["KAFKA_GROUP_ID"],
            (string?)Document["operations"]!["recordPurchases"]!["bindings"]!["kafka"]!["groupId"]!["const"]);
    }

    [Fact]
    public void Name_key_and_headers_are_the_codes()
    {
        var example = Message["examples"]![0]!["payload"]!.ToJsonString();
        Assert.True(PurchaseReader.TryReadEvent(Encoding.UTF8.GetBytes(example), out var purchase, out var fault), fault?.Detail);
        var headers = Message["headers"]!["properties"]!.AsObject();

        Assert.Equal(PurchaseCreated.TypeName, (string?)Message["name"]);
        Assert.Equal(purchase.UserId, TopicMessage.Of(purchase).Key);
        Assert.StartsWith("The userId", (string?)Message["bindings"]!["kafka"]!["key"]!["description"], StringComparison.Ordinal);
        Assert.Equal([TraceParent.Header, RawEvent.ReplayOfHeader], headers.Select(header => header.Key));
        Assert.Equal(TraceParent.TextLength, (int?)headers[TraceParent.Header]!["maxLength"]);
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member =>
            member.Key == "$ref" ? [(string)member.Value!] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
