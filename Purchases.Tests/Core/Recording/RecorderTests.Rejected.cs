using Moq;
using Purchases.Core.Json;

namespace Purchases.Tests.Core.Recording;

/// <summary>What is rejected, and how it is kept.</summary>
public sealed partial class RecorderTests
{
    // docs/guarantees.md: of more than 4 MiB the beginning.
    private const int KeptBytesMax = 4 * 1024 * 1024;

    [Fact]
    public async Task A_bad_event_is_kept_unchanged_with_position_reason_and_time()
    {
        StoreAnswers();
        var raw = new RawEvent(new("purchases.v1", 3, 17), "key"u8.ToArray(), [0xFF, 0x00]);
        var outcome = await RecordAsync(raw);

        var kept = Assert.Single(_kept);
        Assert.Equal(raw.Position, kept.Position);
        Assert.Equal("purchases.v1/3/17", kept.Position.ToString());
        Assert.Equal(RejectionCode.NotUtf8, kept.Code);
        Assert.Contains("UTF-8", kept.Reason, StringComparison.Ordinal);
        Assert.Same(raw.Key, kept.Key);
        Assert.Same(raw.Value, kept.Value);
        Assert.Equal(EventTimestamp.From(_time.GetUtcNow()), kept.RejectedAt);
        Assert.Equal(_kept, outcome.Rejected);
    }

    [Theory]
    [InlineData("u1", "i99", 3, "quantity 3, recorded 2")]
    [InlineData("u1", "i100", 2, "another itemId")]
    [InlineData("u2", "i100", 7, "another userId; another itemId; quantity 7, recorded 2")]
    public async Task A_conflict_says_what_differs_without_quoting_text(
        string userId, string itemId, long quantity, string differences)
    {
        StoreAnswers(WriteOutcome.Conflict);
        StoreHolds(Some.Purchase with { EventId = "e-0" });
        await RecordAsync(Raw(0, PurchaseJson.Write(new()
        {
            EventId = "e-0",
            Timestamp = Some.Purchase.Timestamp,
            UserId = userId,
            ItemId = itemId,
            Quantity = quantity,
        })));

        Assert.Equal(
            $"eventId is already recorded with different content ({differences}); the recorded purchase is kept", _kept.Single().Reason);
    }

    [Fact]
    public async Task The_recorded_purchases_of_all_conflicts_are_asked_for_at_once()
    {
        StoreAnswers(WriteOutcome.Conflict, WriteOutcome.Recorded, WriteOutcome.Conflict, WriteOutcome.Conflict);
        StoreHolds(Some.Purchase with { EventId = "e-0", Quantity = 7 }, Some.Purchase with { EventId = "e-2", Quantity = 8 });
        await RecordAsync(Event(0, "e-0"), Event(1, "e-1"), Event(2, "e-2"), Event(3, "e-0"));

        Assert.Equal(["recorded 7", "recorded 8", "recorded 7"], _kept.Select(bad => bad.Reason.Split(", ")[1].Split(')')[0]));
        _store.Verify(
            store => store.FindAllAsync(
                It.Is<IReadOnlyCollection<string>>(ids => ids.Order().SequenceEqual(new[] { "e-0", "e-2" })),
                It.IsAny<CancellationToken>()),
            Times.Once);
    }

    [Fact]
    public async Task Rejected_events_are_in_topic_order()
    {
        StoreAnswers(WriteOutcome.Conflict, WriteOutcome.Conflict);
        await RecordAsync(Event(10, "e-0"), Raw(11, "{bad"), Event(12, "e-1"), Raw(13, "{bad"));

        Assert.Equal([10, 11, 12, 13], _kept.Select(bad => bad.Position.Offset));
    }

    [Fact]
    public async Task A_purchase_that_the_store_rejects_by_its_own_rule_is_rejected_and_the_rest_recorded()
    {
        StoreAnswers(WriteOutcome.Refused, WriteOutcome.Recorded);

        var outcome = await RecordAsync(Event(0, "e-0"), Event(1, "e-1"));

        Assert.Equal(1, outcome.Recorded);
        var rejected = Assert.Single(outcome.Rejected);
        Assert.Equal(0, rejected.Position.Offset);
        Assert.Equal(RejectionCode.RefusedByStore, rejected.Code);
        Assert.Contains("rejects it by a rule of its own", rejected.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_and_value_over_4_MiB_are_truncated_and_the_reason_gives_their_lengths()
    {
        StoreAnswers();
        byte[] key = new byte[KeptBytesMax + 1], value = new byte[KeptBytesMax + 2];

        var rejected = Assert.Single((await RecordAsync(new RawEvent(new("t", 0, 0), key, value))).Rejected);

        Assert.Equal(KeptBytesMax, rejected.Key!.Length);
        Assert.Equal(KeptBytesMax, rejected.Value!.Length);
        Assert.Contains($"its key has {key.Length} bytes, of which the first {KeptBytesMax} are kept", rejected.Reason,
            StringComparison.Ordinal);
        Assert.Contains($"its value has {value.Length} bytes, of which the first {KeptBytesMax} are kept", rejected.Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_and_value_of_4_MiB_are_kept_whole()
    {
        StoreAnswers();
        var raw = new RawEvent(new("t", 0, 0), new byte[KeptBytesMax], new byte[KeptBytesMax]);
        var rejected = Assert.Single((await RecordAsync(raw)).Rejected);

        Assert.Same(raw.Key, rejected.Key);
        Assert.Same(raw.Value, rejected.Value);
        Assert.DoesNotContain("kept", rejected.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"userId":"u1","itemId":"i1","qty":2}""", "u1", "i1")]
    [InlineData("""{"userId":"u1","itemId":7,"quantity":2}""", "u1", null)]
    [InlineData("""{"itemId":"i1","userId":"a\u0007b","quantity":2}""", null, "i1")]
    [InlineData("""{"userId":"u1","quantity":2,,""", "u1", null)]
    [InlineData("hello", null, null)]
    public async Task User_and_item_of_a_bad_event_are_kept_as_far_as_they_can_be_read(string json, string? userId, string? itemId)
    {
        StoreAnswers();
        await RecordAsync(Raw(0, json));

        Assert.Equal((userId, itemId), (_kept.Single().UserId, _kept.Single().ItemId));
    }

    [Fact]
    public async Task A_successor_that_can_not_be_marked_fails_the_batch()
    {
        StoreAnswers(WriteOutcome.Recorded);
        _rejected.Setup(store => store.MarkReplayedAsync(It.IsAny<IReadOnlyList<Replayed>>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new UnavailableException("down"));

        var recorder = Recorder();
        for (var attempt = 0; attempt < 2; attempt++)
        {
            await Assert.ThrowsAsync<UnavailableException>(
                () => recorder.RecordAsync([Event(8, "e-8") with { ReplayOf = new("t", 0, 3) }, Raw(9, "{bad")], CancellationToken.None));
        }

        // It is one outage, and the rejected event's line comes once, after the attempt that succeeds.
        Assert.Equal("Error: Recording fails: down", Assert.Single(_log.Lines()));
        Assert.DoesNotContain(_log.Lines(), line => line.Contains("Recorded", StringComparison.Ordinal));
    }
}
