using System.Text;

namespace Purchases.Tests.Core.Recording;

/// <summary>Log lines about batches, bad events and outages.</summary>
public sealed partial class RecorderTests
{
    // Some libraries throw this when they stop waiting, and nothing else would log it.
    [Fact]
    public async Task A_cancellation_that_the_caller_did_not_request_is_a_failure()
    {
        StoreThrows(new TaskCanceledException());
        var recorder = Recorder();

        await Assert.ThrowsAsync<TaskCanceledException>(() => recorder.RecordAsync([Event(0, "e-0")], CancellationToken.None));

        Assert.True(recorder.IsHeldUp);
        Assert.Contains("TaskCanceledException", _log.Lines()[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_bad_event_is_logged_once_with_reason_and_position()
    {
        StoreAnswers(WriteOutcome.Recorded, WriteOutcome.Conflict);
        await RecordAsync(Event(0, "e-0"), Raw(1, "{bad"), Event(2, "e-0"), new RawEvent(new("t", 0, 3), null, null));

        var lines = _log.Lines().Where(line => line.Contains("Bad event schema:", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, lines.Count);
        Assert.Contains("t/0/1", lines[0], StringComparison.Ordinal);
        Assert.Contains("not valid JSON", lines[0], StringComparison.Ordinal);
        Assert.Contains("t/0/2", lines[1], StringComparison.Ordinal);
        Assert.Contains("t/0/3", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_is_logged_in_one_line_with_counts_and_offsets()
    {
        StoreAnswers(WriteOutcome.Recorded, WriteOutcome.AlreadyRecorded);
        await RecordAsync(Event(5, "e-0"), Event(6, "e-1"));

        Assert.Equal("Information: Recorded 1, already recorded 1, rejected 0: t/0/5 to t/0/6", Assert.Single(_log.Lines()));
    }

    [Fact]
    public async Task No_log_line_repeats_a_text_of_an_event()
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
}
