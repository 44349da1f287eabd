using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Testing;
using Moq;
using Purchases.Core.Recording;
using Purchases.Functions;

namespace Purchases.Tests.Functions;

public sealed class RecordPurchasesTests
{
    private readonly Mock<IPurchaseStore> _store = new();
    private readonly Mock<IRejectedEventStore> _rejected = new();

    [Fact]
    public async Task A_record_is_identified_by_topic_partition_and_offset_and_kept_unchanged()
    {
        IReadOnlyList<RejectedEvent> kept = [];
        _rejected.Setup(store => store.KeepAsync(It.IsAny<IReadOnlyList<RejectedEvent>>(), It.IsAny<CancellationToken>()))
            .Callback((IReadOnlyList<RejectedEvent> rejected, CancellationToken _) => kept = rejected)
            .Returns(Task.CompletedTask);
        var bad = new KafkaRecord { Topic = "purchases.v1", Partition = 5, Offset = 4_000_000_000, Key = [1], Value = [0xFF] };
        var tombstone = new KafkaRecord { Topic = "purchases.v1", Partition = 5, Offset = 4_000_000_001, Key = null, Value = null };
        await RunAsync(bad, tombstone);

        Assert.Equal(["purchases.v1/5/4000000000", "purchases.v1/5/4000000001"], kept.Select(rejected => rejected.Position.ToString()));
        Assert.Same(bad.Key, kept[0].Key);
        Assert.Same(bad.Value, kept[0].Value);
        Assert.Null(kept[1].Key);
        Assert.Null(kept[1].Value);
    }

    [Theory]
    [InlineData("replay-of", "purchases.v1/5/17", true)]
    [InlineData("replay-of", "nonsense", false)]
    [InlineData("Replay-Of", "purchases.v1/5/17", false)]
    [InlineData("replay-of", null, false)]
    public async Task The_header_of_a_replay_names_its_original(string name, string? value, bool isReplay)
    {
        _store.Setup(store => store.WriteAsync(It.IsAny<IReadOnlyList<PurchaseCreated>>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync([WriteOutcome.Recorded]);
        var record = Record(18, Some.EventJson);
        record.Headers = [new() { Key = "traceparent", Value = [0xFF] },
            new() { Key = name, Value = value is null ? null : Encoding.UTF8.GetBytes(value) }];
        await RunAsync(record);

        _rejected.Verify(
            store => store.MarkReplayedAsync(
                new Replayed[] { new(new("purchases.v1", 5, 17), new("purchases.v1", 0, 18)) }, It.IsAny<CancellationToken>()),
            isReplay ? Times.Once : Times.Never);
    }

    private static KafkaRecord Record(long offset, string value) =>
        new() { Topic = "purchases.v1", Partition = 0, Offset = offset, Key = "u1"u8.ToArray(), Value = Encoding.UTF8.GetBytes(value) };

    private Task RunAsync(params KafkaRecord[] records) =>
        new RecordPurchases(new Recorder(
            _store.Object, _rejected.Object, Some.Clock(), new FakeLogger<Recorder>(), Some.Telemetry, new()))
            .RunAsync(records, CancellationToken.None);
}
