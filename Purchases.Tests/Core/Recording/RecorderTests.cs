using System.Text;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Moq;
using Purchases.Core.Json;
using Purchases.Core.Recording;

namespace Purchases.Tests.Core.Recording;

public sealed partial class RecorderTests
{
    private readonly Mock<IPurchaseStore> _store = new(MockBehavior.Strict);
    private readonly Mock<IRejectedEventStore> _rejected = new(MockBehavior.Strict);
    private readonly FakeLogger<Recorder> _log = new();
    private readonly FakeTimeProvider _time = Some.Clock();
    private readonly Arrivals _arrivals = new();
    private readonly List<RejectedEvent> _kept = [];
    private readonly List<string> _calls = [];

    [Fact]
    public async Task Waiting_callers_are_answered_when_the_store_has_the_purchase()
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
    public async Task An_empty_batch_asks_nothing_of_the_store_and_logs_nothing()
    {
        Assert.Equal((0, 0, 0), Counts(await RecordAsync()));
        Assert.Empty(_log.Lines());
    }

    [Fact]
    public async Task A_store_that_fails_to_write_fails_the_batch_and_nothing_is_kept_or_logged_as_done()
    {
        var down = new UnavailableException("down");
        _store.Setup(store => store.WriteAsync(It.IsAny<IReadOnlyList<PurchaseCreated>>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(down);

        Assert.Same(down, await Assert.ThrowsAsync<UnavailableException>(() => RecordAsync(Event(0, "e-0"), Raw(1, "{bad"))));
        Assert.Equal("Error: Recording fails: down", Assert.Single(_log.Lines()));
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

    private static (int Recorded, int AlreadyRecorded, int Rejected) Counts(BatchOutcome outcome) =>
        (outcome.Recorded, outcome.AlreadyRecorded, outcome.Rejected.Count);

    private static RawEvent Event(long offset, string eventId) => Raw(offset, PurchaseJson.Write(Some.Purchase with { EventId = eventId }));

    private static RawEvent Raw(long offset, string value) => new(new("t", 0, offset), "u1"u8.ToArray(), Encoding.UTF8.GetBytes(value));

    private Recorder Recorder() => new(_store.Object, _rejected.Object, _time, _log, Some.Telemetry, _arrivals);

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
