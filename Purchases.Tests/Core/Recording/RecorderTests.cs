using System.Text;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Moq;
using Purchases.Core;
using Purchases.Core.Json;
using Purchases.Core.Recording;
using Purchases.Tests.Support;

namespace Purchases.Tests.Core.Recording;

public sealed class RecorderTests
{
    private readonly Mock<IPurchaseStore> _store = new(MockBehavior.Strict);
    private readonly Mock<IRejectedEventStore> _rejected = new(MockBehavior.Strict);
    private readonly FakeLogger<Recorder> _log = new();
    private readonly FakeTimeProvider _time = Some.Clock();
    private readonly Arrivals _arrivals = new();
    private readonly List<RejectedEvent> _kept = [];
    private readonly List<string> _calls = [];

    [Fact]
    public async Task New_purchases_are_recorded_in_topic_order()
    {
        StoreAnswers(WriteOutcome.Recorded, WriteOutcome.Recorded);
        var outcome = await RecordAsync(Event(0, "e-0"), Event(1, "e-1"));

        Assert.Equal((2, 0, 0), Counts(outcome));
        _store.Verify(store => store.WriteAsync(
            It.Is<IReadOnlyList<PurchaseCreated>>(
                purchases => purchases.Select(purchase => purchase.EventId).SequenceEqual(new[] { "e-0", "e-1" })),
            It.IsAny<CancellationToken>()));
    }

    [Fact]
    public async Task Those_who_wait_for_a_purchase_are_told_when_the_store_has_it()
    {
        using var arrival = _arrivals.Expect("e-0");
        var written = new TaskCompletionSource<IReadOnlyList<WriteOutcome>>();
        StoreAnswers();
        _store.Setup(store => store.WriteAsync(It.IsAny<IReadOnlyList<PurchaseCreated>>(), It.IsAny<CancellationToken>()))
            .Returns(written.Task);
        var recording = RecordAsync(Event(0, "e-0"));
        Assert.False(arrival.Task.IsCompleted);

        written.SetResult([WriteOutcome.Recorded]);
        await recording;

        Assert.True(arrival.Task.IsCompleted);
    }

    [Fact]
    public async Task A_redelivered_purchase_is_counted_and_is_no_error()
    {
        StoreAnswers(WriteOutcome.AlreadyRecorded, WriteOutcome.Recorded);

        Assert.Equal((1, 1, 0), Counts(await RecordAsync(Event(0, "e-0"), Event(1, "e-1"))));
        Assert.Empty(_kept);
    }

    [Fact]
    public async Task A_bad_event_does_not_keep_the_others_of_its_batch_from_being_recorded()
    {
        StoreAnswers(WriteOutcome.Recorded, WriteOutcome.Recorded);

        Assert.Equal((2, 0, 1), Counts(await RecordAsync(Event(0, "e-0"), Raw(1, "{bad"), Event(2, "e-2"))));
    }

    [Fact]
    public async Task A_bad_event_is_kept_as_it_was_with_place_reason_and_time()
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

    [Fact]
    public async Task A_tombstone_is_rejected_as_empty()
    {
        StoreAnswers();
        await RecordAsync(new RawEvent(new("t", 0, 0), "u1"u8.ToArray(), Value: null));

        var kept = Assert.Single(_kept);
        Assert.Equal(RejectionCode.Empty, kept.Code);
        Assert.Contains("empty", kept.Reason, StringComparison.Ordinal);
        Assert.Null(kept.Value);
    }

    [Fact]
    public async Task A_value_without_bytes_is_rejected_as_empty()
    {
        StoreAnswers();
        await RecordAsync(Raw(0, ""));

        Assert.Contains("empty", Assert.Single(_kept).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_contradicts_a_recorded_one_is_rejected_as_a_conflict()
    {
        StoreAnswers(WriteOutcome.Recorded, WriteOutcome.Conflict);
        var outcome = await RecordAsync(Event(0, "e-0"), Event(1, "e-0"));

        Assert.Equal((1, 0, 1), Counts(outcome));
        Assert.Equal(1, _kept.Single().Position.Offset);
        Assert.Equal(RejectionCode.Conflict, _kept.Single().Code);
        Assert.Equal("eventId is already recorded with other content; the first one stays", _kept.Single().Reason);
    }

    [Theory]
    [InlineData("u1", "i99", 3, "quantity 3, recorded 2")]
    [InlineData("u1", "i100", 2, "another itemId")]
    [InlineData("u2", "i100", 7, "another userId; another itemId; quantity 7, recorded 2")]
    public async Task A_conflict_says_what_differs_without_quoting_anyones_text(
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

        Assert.Equal($"eventId is already recorded with other content ({differences}); the first one stays", _kept.Single().Reason);
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
    public async Task Rejected_events_are_in_topic_order_whatever_was_wrong()
    {
        StoreAnswers(WriteOutcome.Conflict, WriteOutcome.Conflict);
        await RecordAsync(Event(10, "e-0"), Raw(11, "{bad"), Event(12, "e-1"), Raw(13, "{bad"));

        Assert.Equal([10, 11, 12, 13], _kept.Select(bad => bad.Position.Offset));
    }

    [Fact]
    public async Task What_is_good_is_written_before_what_is_bad_is_kept()
    {
        StoreAnswers(WriteOutcome.Recorded);
        await RecordAsync(Raw(0, "{bad"), Event(1, "e-1"));

        Assert.Equal(["write", "keep"], _calls);
    }

    [Fact]
    public async Task It_does_not_return_before_the_rejected_events_are_kept()
    {
        var kept = new TaskCompletionSource();
        _rejected.Setup(store => store.KeepAsync(It.IsAny<IReadOnlyList<RejectedEvent>>(), It.IsAny<CancellationToken>()))
            .Returns(kept.Task);
        var recording = RecordAsync(Raw(0, "{bad"));
        Assert.False(recording.IsCompleted);

        kept.SetResult();
        await recording;
    }

    [Fact]
    public async Task A_batch_of_bad_events_writes_nothing()
    {
        StoreAnswers();

        Assert.Equal((0, 0, 2), Counts(await RecordAsync(Raw(0, "{bad"), Raw(1, "[]"))));
        Assert.Equal(["keep"], _calls);
    }

    [Fact]
    public async Task A_batch_of_good_events_keeps_nothing()
    {
        StoreAnswers(WriteOutcome.Recorded);
        await RecordAsync(Event(0, "e-0"));

        Assert.Equal(["write"], _calls);
    }

    [Fact]
    public async Task An_empty_batch_asks_nothing_of_the_store_and_logs_nothing()
    {
        Assert.Equal((0, 0, 0), Counts(await RecordAsync()));
        Assert.Empty(_log.Lines());
    }

    [Fact]
    public async Task A_store_that_fails_to_write_fails_the_batch_and_nothing_is_kept_or_logged_as_done()
    {
        var away = new StoreUnavailableException("away");
        _store.Setup(store => store.WriteAsync(It.IsAny<IReadOnlyList<PurchaseCreated>>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(away);

        Assert.Same(away, await Assert.ThrowsAsync<StoreUnavailableException>(() => RecordAsync(Event(0, "e-0"), Raw(1, "{bad"))));
        Assert.StartsWith("Error: Nothing can be recorded; 2 events wait", Assert.Single(_log.Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_fails_to_keep_fails_the_batch_and_nothing_is_logged_as_done()
    {
        var away = new StoreUnavailableException("away");
        StoreAnswers(WriteOutcome.Recorded);
        _rejected.Setup(store => store.KeepAsync(It.IsAny<IReadOnlyList<RejectedEvent>>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(away);

        Assert.Same(away, await Assert.ThrowsAsync<StoreUnavailableException>(() => RecordAsync(Event(0, "e-0"), Raw(1, "{bad"))));
        Assert.StartsWith("Error: Nothing can be recorded; 2 events wait", Assert.Single(_log.Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_reaches_the_store_and_passes_through()
    {
        using var stop = new CancellationTokenSource();
        _store.Setup(store => store.WriteAsync(It.IsAny<IReadOnlyList<PurchaseCreated>>(), stop.Token))
            .Callback(stop.Cancel)
            .ThrowsAsync(new OperationCanceledException(stop.Token));
        var recorder = Recorder();

        await Assert.ThrowsAsync<OperationCanceledException>(() => recorder.RecordAsync([Event(0, "e-0")], stop.Token));

        Assert.Empty(_log.Lines());
    }

    [Fact]
    public async Task A_purchase_that_the_store_will_never_take_is_rejected_and_the_rest_recorded()
    {
        StoreAnswers(WriteOutcome.Refused, WriteOutcome.Recorded);

        var outcome = await RecordAsync(Event(0, "e-0"), Event(1, "e-1"));

        Assert.Equal(1, outcome.Recorded);
        var rejected = Assert.Single(outcome.Rejected);
        Assert.Equal(0, rejected.Position.Offset);
        Assert.Equal(RejectionCode.RefusedByStore, rejected.Code);
        Assert.Contains("will not take it", rejected.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_key_and_value_that_no_store_could_keep_the_beginning_is_kept_and_the_reason_says_so()
    {
        StoreAnswers();
        byte[] key = new byte[Limits.RejectedBytesMax + 1], value = new byte[Limits.RejectedBytesMax + 2];

        var rejected = Assert.Single((await RecordAsync(new RawEvent(new("t", 0, 0), key, value))).Rejected);

        Assert.Equal(Limits.RejectedBytesMax, rejected.Key!.Length);
        Assert.Equal(Limits.RejectedBytesMax, rejected.Value!.Length);
        Assert.Contains($"its key of {key.Length} bytes the first {Limits.RejectedBytesMax} are kept", rejected.Reason,
            StringComparison.Ordinal);
        Assert.Contains($"its value of {value.Length} bytes the first {Limits.RejectedBytesMax} are kept", rejected.Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_and_value_that_just_fit_are_kept_whole_and_the_reason_says_nothing_of_it()
    {
        StoreAnswers();
        var raw = new RawEvent(new("t", 0, 0), new byte[Limits.RejectedBytesMax], new byte[Limits.RejectedBytesMax]);
        var rejected = Assert.Single((await RecordAsync(raw)).Rejected);

        Assert.Same(raw.Key, rejected.Key);
        Assert.Same(raw.Value, rejected.Value);
        Assert.DoesNotContain("kept", rejected.Reason, StringComparison.Ordinal);
    }

    // Its message may quote what must not be logged.
    [Fact]
    public async Task An_unforeseen_failure_is_logged_with_its_type_and_place_and_without_its_message()
    {
        StoreThrows(new InvalidOperationException("mongodb://user:secret@host", new FormatException("secret")));

        await Assert.ThrowsAsync<InvalidOperationException>(() => RecordAsync(Event(0, "e-0")));

        Assert.Equal(2, _log.Lines().Count);
        Assert.StartsWith("Error: Nothing can be recorded; 1 events wait", _log.Lines()[0], StringComparison.Ordinal);
        Assert.EndsWith(" InvalidOperationException", _log.Lines()[0], StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException", _log.Lines()[1], StringComparison.Ordinal);
        Assert.Contains("System.FormatException", _log.Lines()[1], StringComparison.Ordinal);
        Assert.Contains($" {typeof(Recorder).FullName}.WriteAsync(", _log.Lines()[1], StringComparison.Ordinal);
        Assert.DoesNotContain(_log.Lines(), line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_place_of_an_unforeseen_failure_is_logged_once_for_each_kind_and_outage()
    {
        var recorder = Recorder();
        Exception[] failures =
            [new StoreUnavailableException("away"), new FormatException(), new FormatException(), new InvalidOperationException()];
        foreach (var failure in failures)
        {
            StoreThrows(failure);
            await Assert.ThrowsAsync(failure.GetType(), () => recorder.RecordAsync([Event(0, "e-0")], CancellationToken.None));
        }

        Assert.Equal(3, _log.Lines().Count);
        Assert.StartsWith("Error: Nothing can be recorded", _log.Lines()[0], StringComparison.Ordinal);
        Assert.Contains("FormatException", _log.Lines()[1], StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", _log.Lines()[2], StringComparison.Ordinal);

        StoreAnswers(WriteOutcome.Recorded);
        await recorder.RecordAsync([Event(0, "e-0")], CancellationToken.None);
        StoreThrows(new InvalidOperationException());
        await Assert.ThrowsAsync<InvalidOperationException>(() => recorder.RecordAsync([Event(1, "e-1")], CancellationToken.None));

        Assert.Contains("in an unforeseen way", _log.Lines()[^1], StringComparison.Ordinal);
    }

    // Some libraries give up waiting with this exception, and nobody else would tell of it.
    [Fact]
    public async Task A_cancellation_that_nobody_asked_for_is_a_failure_like_any_other()
    {
        StoreThrows(new TaskCanceledException());
        var recorder = Recorder();

        await Assert.ThrowsAsync<TaskCanceledException>(() => recorder.RecordAsync([Event(0, "e-0")], CancellationToken.None));

        Assert.True(recorder.IsHeldUp);
        Assert.Contains("TaskCanceledException", _log.Lines()[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_bad_event_is_logged_once_with_reason_and_place()
    {
        StoreAnswers(WriteOutcome.Recorded, WriteOutcome.Conflict);
        await RecordAsync(Event(0, "e-0"), Raw(1, "{bad"), Event(2, "e-0"), new RawEvent(new("t", 0, 3), null, null));

        var lines = _log.Lines().Where(line => line.Contains("Bad event schema:", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, lines.Count);
        Assert.Contains("t/0/1", lines[0], StringComparison.Ordinal);
        Assert.Contains("not JSON", lines[0], StringComparison.Ordinal);
        Assert.Contains("t/0/2", lines[1], StringComparison.Ordinal);
        Assert.Contains("t/0/3", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_is_logged_in_one_line_with_its_counts_and_places()
    {
        StoreAnswers(WriteOutcome.Recorded, WriteOutcome.AlreadyRecorded);
        await RecordAsync(Event(5, "e-0"), Event(6, "e-1"));

        Assert.Equal("Information: Recorded 1, already recorded 1, rejected 0: t/0/5 to t/0/6", Assert.Single(_log.Lines()));
    }

    [Fact]
    public async Task No_log_line_repeats_what_an_event_says_of_anyone()
    {
        StoreAnswers(WriteOutcome.Conflict);
        StoreHolds(Some.Purchase with { UserId = "secret-other", ItemId = "secret-item" });
        await RecordAsync(
            new RawEvent(new("t", 0, 0), "secret-key"u8.ToArray(),
            Encoding.UTF8.GetBytes(Some.EventJson.Replace("u1", "secret-user", StringComparison.Ordinal))),
            Raw(1, """{"eventId":"secret-id","userId":"secret\u0000user","itemId":["secret-item"],"secret-name":1}"""),
            Raw(2, "secret text"),
            Raw(3, "\"secret text\""));

        Assert.Equal(5, _log.Lines().Count);
        Assert.DoesNotContain(_log.Lines(), line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_replayed_event_is_marked_once_its_successor_is_recorded()
    {
        StoreAnswers(WriteOutcome.Recorded, WriteOutcome.Recorded);
        _rejected.Setup(store => store.MarkReplayedAsync(It.IsAny<IReadOnlyList<Replayed>>(), It.IsAny<CancellationToken>()))
            .Callback(() => _calls.Add("mark"))
            .Returns(Task.CompletedTask);
        EventPosition original = new("t", 0, 3);
        await RecordAsync(Event(7, "e-7"), Event(8, "e-8") with { ReplayOf = original });

        Assert.Equal(["write", "mark"], _calls);
        _rejected.Verify(store => store.MarkReplayedAsync(new Replayed[] { new(original, new("t", 0, 8)) }, It.IsAny<CancellationToken>()));
    }

    [Fact]
    public async Task A_successor_that_is_rejected_in_its_turn_is_kept_with_its_original_and_marks_nothing()
    {
        StoreAnswers(WriteOutcome.Conflict);
        await RecordAsync(
            Raw(8, "{bad") with { ReplayOf = new("t", 0, 3) }, Event(9, "e-9") with { ReplayOf = new("t", 0, 4) }, Raw(10, "{bad"));

        Assert.Equal(["write", "keep"], _calls);
        Assert.Equal([new("t", 0, 3), new("t", 0, 4), null], _kept.Select(bad => bad.ReplayOf));
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
    public async Task User_and_item_of_an_event_that_could_be_read_are_kept_with_it()
    {
        StoreAnswers(WriteOutcome.Conflict, WriteOutcome.Refused);
        await RecordAsync(Event(0, "e-0"), Event(1, "e-1"));

        Assert.All(_kept, bad => Assert.Equal((Some.Purchase.UserId, Some.Purchase.ItemId), (bad.UserId, bad.ItemId)));
    }

    [Fact]
    public async Task A_successor_that_can_not_be_marked_fails_the_batch()
    {
        StoreAnswers(WriteOutcome.Recorded);
        _rejected.Setup(store => store.MarkReplayedAsync(It.IsAny<IReadOnlyList<Replayed>>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new StoreUnavailableException("away"));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => RecordAsync(Event(8, "e-8") with { ReplayOf = new("t", 0, 3) }));
        Assert.DoesNotContain(_log.Lines(), line => line.Contains("Recorded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_outage_is_logged_when_it_starts_once_a_minute_and_when_it_ends()
    {
        var recorder = Recorder();
        _store.Setup(store => store.WriteAsync(It.IsAny<IReadOnlyList<PurchaseCreated>>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new StoreUnavailableException("away"));
        for (var attempt = 0; attempt <= 12; attempt++)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => recorder.RecordAsync([Event(0, "e-0")], CancellationToken.None));
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(3, _log.Lines().Count);
        Assert.Equal("Error: Nothing can be recorded; 1 events wait and are tried again until it works: away", _log.Lines()[0]);
        Assert.True(recorder.IsHeldUp);
        Assert.StartsWith("Error: Still nothing can be recorded after 60 s and 7 attempts", _log.Lines()[1], StringComparison.Ordinal);
        Assert.StartsWith("Error: Still nothing can be recorded after 120 s and 13 attempts", _log.Lines()[2], StringComparison.Ordinal);

        StoreAnswers(WriteOutcome.Recorded);
        await recorder.RecordAsync([Event(0, "e-0")], CancellationToken.None);
        await recorder.RecordAsync([Event(1, "e-1")], CancellationToken.None);

        Assert.False(recorder.IsHeldUp);
        Assert.Single(_log.Lines(), line => line == "Information: Recording works again after 130 s: 13 failed attempts, 1 events retried");
    }

    private static (int Recorded, int AlreadyRecorded, int Rejected) Counts(BatchOutcome outcome) =>
        (outcome.Recorded, outcome.AlreadyRecorded, outcome.Rejected.Count);

    private static RawEvent Event(long offset, string eventId) => Raw(offset, PurchaseJson.Write(Some.Purchase with { EventId = eventId }));

    private static RawEvent Raw(long offset, string value) => new(new("t", 0, offset), "u1"u8.ToArray(), Encoding.UTF8.GetBytes(value));

    private Recorder Recorder() => new(_store.Object, _rejected.Object, _time, _log, new BatchLog(_log), Some.Telemetry, _arrivals);

    private Task<BatchOutcome> RecordAsync(params RawEvent[] batch) =>
        Recorder().RecordAsync(batch, CancellationToken.None);

    private void StoreThrows(Exception failure) =>
        _store.Setup(store => store.WriteAsync(It.IsAny<IReadOnlyList<PurchaseCreated>>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(failure);

    private void StoreHolds(params PurchaseCreated[] recorded) =>
        _store.Setup(store => store.FindAllAsync(It.IsAny<IReadOnlyCollection<string>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(recorded);

    private void StoreAnswers(params WriteOutcome[] outcomes)
    {
        StoreHolds();
        _store.Setup(store => store.WriteAsync(It.IsAny<IReadOnlyList<PurchaseCreated>>(), It.IsAny<CancellationToken>()))
            .Callback(() => _calls.Add("write"))
            .ReturnsAsync(outcomes);
        _rejected.Setup(store => store.KeepAsync(It.IsAny<IReadOnlyList<RejectedEvent>>(), It.IsAny<CancellationToken>()))
            .Callback((IReadOnlyList<RejectedEvent> rejected, CancellationToken _) =>
            {
                _calls.Add("keep");
                _kept.AddRange(rejected);
            })
            .Returns(Task.CompletedTask);
    }
}
