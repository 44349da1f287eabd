using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Purchases.Core.Json;
using Purchases.Functions.Mongo;
using Purchases.Tests.Mongo;

namespace Purchases.Tests.Contracts;

/// <summary>
/// A member of <see cref="PurchaseCreated"/> goes everywhere that a purchase goes; a new one turns these red until it does, and
/// PurchaseStoreContract.Every_member_is_kept with them. docs/add-a-member.md lists the places.
/// </summary>
public sealed class EveryMemberTests
{
    private static readonly PurchaseCreated Purchase = Some.WithEveryMember(Some.Purchase);
    private static readonly IReadOnlyList<string> Names = [.. typeof(PurchaseCreated).GetProperties().Select(NameOf)];

    // What Buy gives an event by itself. All else is the client's to say.
    private static readonly string[] NotBought =
    [
        nameof(PurchaseCreated.EventId),
        nameof(PurchaseCreated.EventType),
        nameof(PurchaseCreated.EventVersion),
        nameof(PurchaseCreated.Timestamp),
    ];

    public static TheoryData<string> Members => [.. Names];

    public static TheoryData<string> Content =>
        [.. typeof(PurchaseCreated).GetProperties().Select(property => property.Name).Except(NotBought)];

    [Fact]
    public void Every_member_has_a_name_by_which_it_is_read() => Assert.Equal(
        Names,
        typeof(MemberNames).GetFields().Select(field => field.GetValue(null)).Cast<JsonEncodedText>().Select(name => name.Value));

    [Fact]
    public void Every_member_is_written_and_read()
    {
        var json = PurchaseJson.Write(Purchase);

        Assert.Equal(Names, JsonElement.Parse(json).EnumerateObject().Select(member => member.Name));
        Assert.True(PurchaseReader.TryReadEvent(Encoding.UTF8.GetBytes(json), out var read, out _));
        Assert.Equal(Purchase, read);
    }

    [Fact]
    public void Every_member_is_bought_that_Buy_does_not_make()
    {
        var time = Some.Clock();
        Assert.True(PurchaseReader.TryReadBuy(Encoding.UTF8.GetBytes(PurchaseJson.Write(Purchase)), out var buy, out _));
        var bought = buy.Accept(null, time);

        Assert.Equal(Purchase with { EventId = bought.EventId, Timestamp = bought.Timestamp }, bought);
    }

    // What is nearly right comes from the member's own value, so that a rule of its own is tried as well: "usd" for "USD".
    [Theory]
    [MemberData(nameof(Members))]
    public void A_value_of_it_is_read_exactly_when_the_schema_allows_it(string member)
    {
        var verdicts = Values(JsonNode.Parse(PurchaseJson.Write(Purchase))![member]!).Select(value =>
        {
            var json = With(member, value);
            var isRead = PurchaseReader.TryReadEvent(Encoding.UTF8.GetBytes(json), out _, out var fault);

            Assert.All(Schemas.ReadFaults(json), faults => Assert.True(isRead == (faults.Count == 0), $"{json}: {fault?.Detail}"));
            if (!isRead) Assert.Equal([member], fault!.Errors!.Keys);
            return isRead;
        }).ToList();

        Assert.Contains(true, verdicts);
        Assert.Contains(false, verdicts);
    }

    [Theory]
    [MemberData(nameof(Content))]
    public void A_value_of_it_is_bought_exactly_when_the_description_allows_it(string property)
    {
        var member = JsonNamingPolicy.CamelCase.ConvertName(property);
        foreach (var value in Values(JsonNode.Parse(PurchaseJson.Write(Purchase))![member]!))
        {
            var json = With(member, value);
            Assert.Equal(Schemas.BuyFaults(json).Count == 0, PurchaseReader.TryReadBuy(Encoding.UTF8.GetBytes(json), out _, out _));
        }
    }

    [Fact]
    public void A_document_of_MongoDB_holds_every_member() =>
        Assert.Equal(Purchase, DocumentReaderTests.ReadPurchase(PurchaseDocument.Of(Purchase)));

    [Theory]
    [MemberData(nameof(Content))]
    public void A_purchase_that_differs_in_it_is_a_conflict_that_names_it(string member)
    {
        var other = Some.WithOther(Purchase, typeof(PurchaseCreated).GetProperty(member)!);

        Assert.False(Purchase.SameContentAs(other));
        Assert.Contains(JsonNamingPolicy.CamelCase.ConvertName(member), other.DifferencesFrom(Purchase), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_member_is_in_the_schemas()
    {
        var openApi = Schemas.OpenApi.GetProperty("components").GetProperty("schemas");
        var forms = Schemas.Event.GetProperty("$defs");

        Assert.All(
            [forms.GetProperty("written"), forms.GetProperty("read"), openApi.GetProperty("Event"), openApi.GetProperty("Purchase")],
            schema => Assert.Equal(Names, MembersOf(schema)));
        Assert.Equal(Content.Select(row => JsonNamingPolicy.CamelCase.ConvertName(row.Data)), MembersOf(openApi.GetProperty("BuyRequest")));
    }

    private static string With(string member, JsonNode? value)
    {
        var json = JsonNode.Parse(PurchaseJson.Write(Purchase))!.AsObject();
        json[member] = value?.DeepClone();
        return json.ToJsonString();
    }

    private static IEnumerable<JsonNode?> Values(JsonNode right)
    {
        JsonNode?[] ofAnyKind = [right, null, true, new JsonArray(), new JsonObject(), 0, -1, 0.5, 7, "", " ", "\u200B", "\u0001", "7"];
        return right.GetValueKind() == JsonValueKind.Number
            ? [.. ofAnyKind, right.GetValue<long>() + 1, long.MaxValue, $"{right}"]
            : [.. ofAnyKind, .. NearlyRight(right.GetValue<string>())];
    }

    private static IEnumerable<JsonNode?> NearlyRight(string right) =>
    [
        right.ToLowerInvariant(), right.ToUpperInvariant(), right[..^1], right[1..],
        $" {right}", $"{right}x", $"{right}\n", new string('x', 201),
    ];

    private static IEnumerable<string> MembersOf(JsonElement schema) =>
        schema.GetProperty("properties").EnumerateObject().Select(member => member.Name);

    private static string NameOf(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);
}
