using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Purchases.Tests.Scenarios;

/// <summary>Promise 3: a bad event is kept, seen, and put back by a person.</summary>
public sealed partial class RejectedTests : LocalScenario
{
    private const string GoodEvent = """{"eventId":"e1","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"i1","quantity":2}""";

    private static readonly byte[] BadEvent = Encoding.UTF8.GetBytes(GoodEvent.Replace("quantity", "qty", StringComparison.Ordinal));

    [Fact]
    public async Task Rejected_events_are_listed_newest_first_a_page_at_a_time()
    {
        for (var i = 0; i < 5; i++) await RejectAsync(Encoding.UTF8.GetBytes($"bad {i}"));

        var read = new List<string>();
        string? cursor = null;
        do
        {
            var page = await ListAsync(_local, $"?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            read.AddRange(page.Rejected.Select(Id));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(["purchases.v1/0/4", "purchases.v1/0/3", "purchases.v1/0/2", "purchases.v1/0/1", "purchases.v1/0/0"], read);
    }

    [Theory]
    [InlineData("hello", """{"key":{"text":"u1"},"value":{"text":"hello"}}""")]
    [InlineData(null, """{"key":{"text":"u1"},"value":null}""")]
    [InlineData("ÿþ", """{"key":{"text":"u1"},"value":{"base64":"//4="}}""")]
    public async Task One_is_shown_as_it_was_byte_for_byte(string? latin1, string content)
    {
        await RejectAsync(latin1 is null ? null : Encoding.Latin1.GetBytes(latin1));

        var shown = await _local.Client.GetFromJsonAsync<JsonObject>("/rejected/purchases.v1/0/0");

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(content), shown!["content"]), shown.ToJsonString());
        Assert.NotEmpty(shown["reason"]!.GetValue<string>());
        Assert.EndsWith("+00:00", shown["rejectedAt"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_oversized_value_is_kept_whole()
    {
        var value = new byte[300_000];
        Array.Fill(value, (byte)'x');
        await RejectAsync(value);

        var shown = await _local.Client.GetFromJsonAsync<JsonObject>("/rejected/purchases.v1/0/0");

        Assert.Contains("300000 bytes", shown!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(value.Length, shown["content"]!["value"]!["text"]!.GetValue<string>().Length);
    }

    [Theory]
    [InlineData("GET", "/rejected/purchases.v1/0/7")]
    [InlineData("GET", "/rejected/purchases.v1/x/0")]
    [InlineData("GET", "/rejected/other/0/0")]
    [InlineData("POST", "/rejected/purchases.v1/0/7/replay")]
    [InlineData("POST", "/rejected/purchases.v1/0/7/dismiss")]
    public async Task What_was_never_rejected_is_not_found(string method, string path)
    {
        await RejectAsync("hello"u8.ToArray());

        using var response = await _local.Client.SendAsync(new(new(method), path));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_conflict_is_rejected_and_the_first_purchase_stays()
    {
        var eventId = await ConflictAsync();

        var shown = await _local.Client.GetFromJsonAsync<JsonObject>("/rejected/purchases.v1/0/1");
        Assert.Equal("conflict", shown!["code"]!.GetValue<string>());
        Assert.Contains("(another itemId; quantity 2, recorded 1)", shown["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("\"i2\"", shown["content"]!["value"]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("i1", (await _local.Client.GetFromJsonAsync<JsonObject>($"/purchases/{eventId}"))!["itemId"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_corrected_event_is_recorded_and_the_rejected_one_waits_no_longer()
    {
        await RejectAsync(BadEvent);

        using var response = await ReplayAsync(0, GoodEvent);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("/purchases/e1", response.Headers.Location!.OriginalString);
        await Eventually.GetAsync(() => ListAsync(_local), page => page.Rejected.Count == 0);
        Assert.Equal(HttpStatusCode.OK, (await _local.Client.GetAsync("/purchases/e1")).StatusCode);

        var shown = await _local.Client.GetFromJsonAsync<JsonObject>("/rejected/purchases.v1/0/0");
        Assert.Equal("purchases.v1/0/1", shown!["replayedAs"]!.GetValue<string>());
        using var again = await ReplayAsync(
            0, """{"eventId":"e2","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"i1","quantity":2}""");
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Theory]
    [InlineData("", HttpStatusCode.Conflict)]
    [InlineData("{bad", HttpStatusCode.BadRequest)]
    [InlineData("""{"eventId":"e1"}""", HttpStatusCode.UnprocessableEntity)]
    public async Task What_would_only_be_rejected_again_is_not_replayed(string correction, HttpStatusCode status)
    {
        await RejectAsync(BadEvent);

        using var response = await ReplayAsync(0, correction);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(1, _local.Log.EndOffset());
        Assert.Single((await ListAsync(_local)).Rejected);
    }

    [Fact]
    public async Task A_conflict_that_still_is_one_is_not_replayed_and_the_answer_says_what_differs()
    {
        await ConflictAsync();

        using var response = await ReplayAsync(1, "");
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>();

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Contains("another itemId; quantity 2, recorded 1", problem!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(2, _local.Log.EndOffset());
    }

    [Fact]
    public async Task A_conflict_is_replayed_under_an_event_id_of_its_own()
    {
        await ConflictAsync();

        using var response = await ReplayAsync(1, GoodEvent);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        await Eventually.GetAsync(() => ListAsync(_local), page => page.Rejected.Count == 0);
    }

    [Fact]
    public async Task Replaying_a_page_counts_what_it_leaves_alone()
    {
        await ConflictAsync();
        await RejectAsync("hello"u8.ToArray(), waiting: 2);
        await RejectAsync("[]"u8.ToArray(), waiting: 3);

        using var response = await _local.Client.PostAsync("/rejected/replay", null);
        var outcome = await response.Content.ReadFromJsonAsync<JsonObject>();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var expected = JsonNode.Parse("""{"replayed":0,"unreadable":2,"conflicts":1,"underWay":0,"next":null}""");
        Assert.True(JsonNode.DeepEquals(expected, outcome), outcome!.ToJsonString());
        Assert.Equal(4, _local.Log.EndOffset());
    }

    [Fact]
    public async Task A_list_entry_says_whose_event_it_is_and_what_became_of_it()
    {
        await RejectAsync(BadEvent);

        var listed = Assert.Single((await ListAsync(_local)).Rejected);

        Assert.Equal(["id", "code", "reason", "rejectedAt", "state", "userId", "itemId"], listed.Select(member => member.Key));
        Assert.Equal(("waiting", "u1", "i1"), (Text(listed, "state"), Text(listed, "userId"), Text(listed, "itemId")));
    }

    [Fact]
    public async Task A_conflict_is_shown_beside_the_purchase_that_is_recorded()
    {
        var eventId = await ConflictAsync();

        var shown = await _local.Client.GetFromJsonAsync<JsonObject>("/rejected/purchases.v1/0/1");

        var recorded = await _local.Client.GetFromJsonAsync<JsonObject>($"/purchases/{eventId}");
        Assert.True(JsonNode.DeepEquals(recorded, shown!["recorded"]), shown.ToJsonString());
    }

    [Theory]
    [InlineData("?state=")]
    [InlineData("?state=Waiting")]
    [InlineData("?state=waiting&state=dismissed")]
    public async Task There_are_three_states_to_list(string query)
    {
        using var response = await _local.Client.GetAsync($"/rejected{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("state", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    internal static async Task<(IReadOnlyList<JsonObject> Rejected, string? Next)> ListAsync(RunningLocal local, string query = "")
    {
        var page = await local.Client.GetFromJsonAsync<JsonObject>($"/rejected{query}");
        return ([.. page!["rejected"]!.AsArray().Select(rejected => rejected!.AsObject())], page["next"]?.GetValue<string>());
    }

    private static string Id(JsonObject rejected) => Text(rejected, "id");

    private static string Text(JsonObject rejected, string name) => rejected[name]!.GetValue<string>();

    // Two events under one eventId, at offsets 0 and 1; the second one waits when this returns.
    private async Task<string> ConflictAsync()
    {
        var eventId = await _local.BuyAsync("u1", "i1", 1, "order-17");
        await _local.BuyAsync("u1", "i2", 2, "order-17");
        await Eventually.GetAsync(() => ListAsync(_local), page => page.Rejected.Count == 1);
        return eventId;
    }

    // The event is on the log and has been rejected when this returns.
    private async Task RejectAsync(byte[]? value, int? waiting = null)
    {
        var offset = await _local.Log.AppendAsync(new("u1"u8.ToArray(), value, []));
        await Eventually.GetAsync(() => ListAsync(_local), page => page.Rejected.Count == (waiting ?? offset + 1));
    }

    private Task<HttpResponseMessage> ReplayAsync(long offset, string correction) => PostAsync($"{offset}/replay", correction);

    private Task<HttpResponseMessage> DismissAsync(long offset, string body) => PostAsync($"{offset}/dismiss", body);

    private Task<HttpResponseMessage> PostAsync(string path, string body) => _local.Client.PostAsync(
        $"/rejected/purchases.v1/0/{path}", body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json"));
}
