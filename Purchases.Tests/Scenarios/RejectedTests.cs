using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Purchases.Tests.Scenarios;

/// <summary>Promise 3: a bad event is kept, listed, and replayed or dismissed by an operator.</summary>
public sealed class RejectedTests : LocalScenario
{
    private const string GoodEvent = """{"eventId":"e1","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"i1","quantity":2}""";

    private static readonly byte[] BadEvent = Encoding.UTF8.GetBytes(GoodEvent.Replace("quantity", "qty", StringComparison.Ordinal));

    [Theory]
    [InlineData(null, """{"key":{"text":"u1"},"value":null}""")]
    [InlineData("ÿþ", """{"key":{"text":"u1"},"value":{"base64":"//4="}}""")]
    public async Task A_rejected_event_is_shown_byte_for_byte(string? latin1, string content)
    {
        await RejectAsync(latin1 is null ? null : Encoding.Latin1.GetBytes(latin1));

        var shown = await _local.Client.GetFromJsonAsync<JsonObject>("/rejected/purchases.v1/0/0");

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(content), shown!["content"]), shown.ToJsonString());
        Assert.NotEmpty(shown["reason"]!.GetValue<string>());
        Assert.EndsWith("+00:00", shown["rejectedAt"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conflict_is_rejected_and_the_first_purchase_stays()
    {
        var eventId = await ConflictAsync();

        var shown = await _local.Client.GetFromJsonAsync<JsonObject>("/rejected/purchases.v1/0/1");
        Assert.Equal("conflict", shown!["code"]!.GetValue<string>());
        Assert.Contains("(another itemId; quantity 2, recorded 1)", shown["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("\"i2\"", shown["content"]!["value"]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
        var recorded = await _local.Client.GetFromJsonAsync<JsonObject>($"/purchases/{eventId}");
        Assert.Equal("i1", recorded!["itemId"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(recorded, shown["recorded"]), shown.ToJsonString());
    }

    [Fact]
    public async Task A_corrected_event_is_recorded_and_the_rejected_one_is_no_longer_open()
    {
        await RejectAsync(BadEvent);

        using var response = await ReplayAsync(0, GoodEvent);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("/purchases/e1", response.Headers.Location!.OriginalString);
        await Eventually.GetAsync(() => ListAsync(_local), page => page.Rejected.Count == 0);
        Assert.Equal(HttpStatusCode.OK, (await _local.Client.GetAsync("/purchases/e1")).StatusCode);

        var shown = await _local.Client.GetFromJsonAsync<JsonObject>("/rejected/purchases.v1/0/0");
        Assert.Equal("purchases.v1/0/1", shown!["replayedAs"]!.GetValue<string>());
        using var again = await ReplayAsync(0, GoodEvent);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Theory]
    [InlineData("", HttpStatusCode.Conflict)]
    [InlineData("{bad", HttpStatusCode.BadRequest)]
    [InlineData("""{"eventId":"e1"}""", HttpStatusCode.UnprocessableEntity)]
    public async Task An_event_that_would_be_rejected_again_is_not_replayed(string correction, HttpStatusCode status)
    {
        await RejectAsync(BadEvent);

        using var response = await ReplayAsync(0, correction);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(1, _local.Log.EndOffset());
        Assert.Single((await ListAsync(_local)).Rejected);
    }

    [Fact]
    public async Task A_conflict_is_not_replayed_unchanged_and_the_response_names_the_differences()
    {
        await ConflictAsync();

        using var response = await ReplayAsync(1, "");
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>();

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Contains("another itemId; quantity 2, recorded 1", problem!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(2, _local.Log.EndOffset());
    }

    [Fact]
    public async Task Replaying_a_page_counts_the_events_that_it_does_not_replay()
    {
        await ConflictAsync();
        await RejectAsync("hello"u8.ToArray(), open: 2);
        await RejectAsync("[]"u8.ToArray(), open: 3);

        using var response = await _local.Client.PostAsync("/rejected/replay", null);
        var outcome = await response.Content.ReadFromJsonAsync<JsonObject>();

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var expected = JsonNode.Parse("""{"replayed":0,"unreadable":2,"conflicts":1,"underWay":0,"next":null}""");
        Assert.True(JsonNode.DeepEquals(expected, outcome), outcome!.ToJsonString());
        Assert.Equal(4, _local.Log.EndOffset());
    }

    [Fact]
    public async Task A_dismissed_event_is_no_longer_open_and_is_kept_with_time_and_note()
    {
        await RejectAsync(BadEvent);
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);

        using var response = await DismissAsync(0, """{"note":"the shop's own test"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty((await ListAsync(_local)).Rejected);
        Assert.Equal("purchases.v1/0/0", Id(Assert.Single((await ListAsync(_local, "?state=dismissed")).Rejected)));
        var shown = await _local.Client.GetFromJsonAsync<JsonObject>("/rejected/purchases.v1/0/0");
        Assert.Equal(("dismissed", "the shop's own test"), (Text(shown!, "state"), Text(shown!, "note")));
        Assert.InRange(DateTimeOffset.Parse(Text(shown!, "dismissedAt"), CultureInfo.InvariantCulture), before, before.AddMinutes(5));
        Assert.True(JsonNode.DeepEquals(shown, await response.Content.ReadFromJsonAsync<JsonObject>()));
    }

    [Fact]
    public async Task A_dismissed_event_can_be_neither_dismissed_again_nor_replayed()
    {
        await RejectAsync(BadEvent);
        (await DismissAsync(0, """{"note":"first"}""")).Dispose();

        using var again = await DismissAsync(0, """{"note":"second"}""");
        using var replay = await ReplayAsync(0, GoodEvent);

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (again.StatusCode, replay.StatusCode));
        Assert.Equal("first", Text((await _local.Client.GetFromJsonAsync<JsonObject>("/rejected/purchases.v1/0/0"))!, "note"));
        Assert.Equal(1, _local.Log.EndOffset());
    }

    [Fact]
    public async Task Of_calls_that_replay_one_event_at_once_one_publishes_it()
    {
        _local.Store.Refuses = "e1";
        await RejectAsync(Encoding.UTF8.GetBytes(GoodEvent));
        _local.Store.RepliesWith = new UnavailableException("no reply");

        var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ => (await ReplayAsync(0, "")).StatusCode));

        Assert.Single(statuses, status => status == HttpStatusCode.Accepted);
        Assert.Equal(9, statuses.Count(status => status == HttpStatusCode.Conflict));
        Assert.Equal(2, _local.Log.EndOffset());
    }

    private protected override Task<RunningLocal> StartAsync() => RunningLocal.StartFailingAsync(_folder);

    internal static async Task<(IReadOnlyList<JsonObject> Rejected, string? Next)> ListAsync(RunningLocal local, string query = "")
    {
        var page = await local.Client.GetFromJsonAsync<JsonObject>($"/rejected{query}");
        return ([.. page!["rejected"]!.AsArray().Select(rejected => rejected!.AsObject())], page["next"]?.GetValue<string>());
    }

    private static string Id(JsonObject rejected) => Text(rejected, "id");

    private static string Text(JsonObject rejected, string name) => rejected[name]!.GetValue<string>();

    // Two events with one eventId, at offsets 0 and 1. The second one is rejected when this returns.
    private async Task<string> ConflictAsync()
    {
        var eventId = await _local.BuyAsync("u1", "i1", 1, "order-17");
        await _local.BuyAsync("u1", "i2", 2, "order-17");
        await Eventually.GetAsync(() => ListAsync(_local), page => page.Rejected.Count == 1);
        return eventId;
    }

    // The event is on the log and rejected when this returns.
    private async Task RejectAsync(byte[]? value, int? open = null)
    {
        var offset = await _local.Log.AppendAsync(new("u1"u8.ToArray(), value, []));
        await Eventually.GetAsync(() => ListAsync(_local), page => page.Rejected.Count == (open ?? offset + 1));
    }

    private Task<HttpResponseMessage> ReplayAsync(long offset, string correction) => PostAsync($"{offset}/replay", correction);

    private Task<HttpResponseMessage> DismissAsync(long offset, string body) => PostAsync($"{offset}/dismiss", body);

    private Task<HttpResponseMessage> PostAsync(string path, string body) => _local.Client.PostAsync(
        $"/rejected/purchases.v1/0/{path}", body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json"));
}
