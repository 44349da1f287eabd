using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Purchases.Core;
using Purchases.Tests.Support;

namespace Purchases.Tests.Scenarios;

/// <summary>Replays don't multiply: however often they are asked for, no more events wait than before.</summary>
public sealed class ReplayTests : LocalScenario
{
    private readonly ShiftedTime _time = new();

    private FailingStore Store => _local.Store;

    [Fact]
    public async Task Of_calls_that_replay_one_event_at_once_one_publishes_it()
    {
        await RejectRefusedAsync("refused");
        HoldUpRecorder();

        var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ReplayAsync(0)));

        Assert.Single(statuses, status => status == HttpStatusCode.Accepted);
        Assert.Equal(9, statuses.Count(status => status == HttpStatusCode.Conflict));
        Assert.Equal(2, _local.Log.EndOffset());
    }

    [Fact]
    public async Task Of_calls_that_replay_a_page_at_once_each_event_is_published_by_one()
    {
        await RejectRefusedAsync("refused");
        await RejectRefusedAsync("refused");
        HoldUpRecorder();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ReplayPageAsync()));

        Assert.Equal(2, outcomes.Sum(outcome => outcome["replayed"]!.GetValue<int>()));
        Assert.Equal(18, outcomes.Sum(outcome => outcome["underWay"]!.GetValue<int>()));
        Assert.Equal(4, _local.Log.EndOffset());
    }

    [Fact]
    public async Task Events_that_are_replayed_together_go_on_the_topic_in_their_order()
    {
        for (var item = 1; item <= 3; item++) await RejectRefusedAsync("refused", $"i{item}");

        Assert.Equal(3, (await ReplayPageAsync())["replayed"]!.GetValue<int>());

        Assert.Equal(["i1", "i2", "i3"], _local.Log.Read(3, 10)
            .Select(record => JsonNode.Parse(record.Value)!["itemId"]!.GetValue<string>()));
    }

    // Its replay changes nothing in the store, and takes it off the list.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_event_that_was_recorded_after_all_can_be_replayed(bool withItsPage)
    {
        await RejectRefusedAsync("refused");
        Store.Refuses = null;
        await _local.Log.AppendAsync(new(null, Encoding.UTF8.GetBytes(Refused("refused")), []));
        await _local.RecordedAsync("u1", 1);

        if (withItsPage) Assert.Equal(1, (await ReplayPageAsync())["replayed"]!.GetValue<int>());
        else Assert.Equal(HttpStatusCode.Accepted, await ReplayAsync(0));

        await Eventually.GetAsync(WaitingAsync, waiting => waiting.Count == 0);
        Assert.Single(await _local.PurchasesAsync("u1"));
    }

    [Fact]
    public async Task An_event_that_is_being_replayed_can_not_be_dismissed()
    {
        await RejectRefusedAsync("refused");
        HoldUpRecorder();
        Assert.Equal(HttpStatusCode.Accepted, await ReplayAsync(0));

        using var dismissal = await _local.Client.PostAsync("/rejected/purchases.v1/0/0/dismiss", null);

        Assert.Equal(HttpStatusCode.Conflict, dismissal.StatusCode);
        Assert.Contains("under way since", await dismissal.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_that_came_to_nothing_can_be_repeated_ten_minutes_later()
    {
        await RejectRefusedAsync("refused");
        HoldUpRecorder();
        Assert.Equal(HttpStatusCode.Accepted, await ReplayAsync(0));
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(HttpStatusCode.Conflict, await ReplayAsync(0));

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Accepted, await ReplayAsync(0));
    }

    [Fact]
    public async Task A_successor_that_is_rejected_takes_its_originals_place_and_can_be_replayed_at_once()
    {
        await RejectRefusedAsync("refused");
        for (var offset = 0; offset < 3; offset++)
        {
            Assert.Equal(HttpStatusCode.Accepted, await ReplayAsync(offset));
            await Eventually.GetAsync(WaitingAsync, waiting => waiting.SequenceEqual([$"purchases.v1/0/{offset + 1}"]));
        }

        var replayed = (await RejectedTests.ListAsync(_local, "?state=replayed")).Rejected;
        Assert.Equal(["purchases.v1/0/2", "purchases.v1/0/1", "purchases.v1/0/0"], replayed.Select(rejected => $"{rejected["id"]}"));
    }

    // While nothing is recorded for long, a second replay, perhaps corrected, may follow the first, and share its batch.
    [Fact]
    public async Task Of_two_successors_in_one_batch_the_one_that_is_recorded_takes_the_place()
    {
        await RejectRefusedAsync("refused");
        KafkaHeader[] replay = [new() { Key = RawEvent.ReplayOfHeader, Value = "purchases.v1/0/0"u8.ToArray() }];

        await _local.Log.AppendAllAsync([new(null, "{bad"u8.ToArray(), replay), new(null, Encoding.UTF8.GetBytes(Some.EventJson), replay)]);
        await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 3);

        Assert.Empty(await WaitingAsync());
        var original = await _local.Client.GetFromJsonAsync<JsonObject>("/rejected/purchases.v1/0/0");
        Assert.Equal("purchases.v1/0/2", $"{original!["replayedAs"]}");
        Assert.Equal("dismissed", $"{(await _local.Client.GetFromJsonAsync<JsonObject>("/rejected/purchases.v1/0/1"))!["state"]}");
    }

    [Fact]
    public async Task A_loop_of_replays_makes_no_more_of_them_wait()
    {
        for (var i = 0; i < 3; i++) await RejectRefusedAsync("refused");
        for (var call = 0; call < 20; call++)
        {
            await ReplayPageAsync();
            Assert.InRange((await WaitingAsync()).Count, 0, 3);
        }

        await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == _local.Log.EndOffset());
        Assert.Equal(3, (await WaitingAsync()).Count);
    }

    [Fact]
    public async Task A_replay_that_could_not_be_published_can_be_repeated_at_once()
    {
        await RejectRefusedAsync("refused");
        using (_folder.Lock(DataFiles.Log))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReplayAsync(0));
        }

        Assert.Equal(HttpStatusCode.Accepted, await ReplayAsync(0));
    }

    private protected override Task<RunningLocal> StartAsync() => RunningLocal.StartFailingAsync(_folder, _time);

    // A store that refuses it, as by a rule of its own, rejects an event that can be read: replaying it is worth a try.
    private async Task RejectRefusedAsync(string eventId, string itemId = "i1")
    {
        Store.Refuses = eventId;
        var offset = await _local.Log.AppendAsync(new("u1"u8.ToArray(), Encoding.UTF8.GetBytes(Refused(eventId, itemId)), []));
        await Eventually.GetAsync(WaitingAsync, waiting => waiting.Contains($"purchases.v1/0/{offset}"));
    }

    private static string Refused(string eventId, string itemId = "i1") =>
        $$"""{"eventId":"{{eventId}}","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"{{itemId}}","quantity":2}""";

    // The store answers all but the recorder's writes.
    private void HoldUpRecorder() => Store.RepliesWith = new UnavailableException("no reply");

    private async Task<HttpStatusCode> ReplayAsync(long offset)
    {
        using var response = await _local.Client.PostAsync($"/rejected/purchases.v1/0/{offset}/replay", null);
        return response.StatusCode;
    }

    private async Task<JsonObject> ReplayPageAsync()
    {
        using var response = await _local.Client.PostAsync("/rejected/replay", null);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private async Task<IReadOnlyList<string>> WaitingAsync() =>
        [.. (await RejectedTests.ListAsync(_local)).Rejected.Select(rejected => rejected["id"]!.GetValue<string>())];
}
