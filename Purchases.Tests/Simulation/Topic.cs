using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Purchases.Core.Json;
using Purchases.Core.Recording;
using Purchases.Functions;
using Purchases.Functions.Kafka;

namespace Purchases.Tests.Simulation;

/// <summary>The topic's partitions in memory, and the offset of each that the consumer group reads next.</summary>
internal sealed class Topic
{
    private readonly List<Entry>[] _partitions = [[], []];

    public long[] Committed { get; } = [0, 0];

    public IEnumerable<Entry> All => _partitions.SelectMany(partition => partition);

    public bool IsConsumed => _partitions.Zip(Committed).All(partition => partition.First.Count == partition.Second);

    public Entry this[EventPosition position] => _partitions[position.Partition][(int)position.Offset];

    public IEnumerable<Entry> From(int partition, long offset) => _partitions[partition].Skip((int)offset);

    /// <param name="code">What is wrong with it; null when it can be read.</param>
    public void Append(
        int partition, string key, byte[]? value, RejectionCode? code, params IEnumerable<KeyValuePair<string, string>> headers) =>
        _partitions[partition].Add(new(code, new()
        {
            Topic = "t",
            Partition = partition,
            Offset = _partitions[partition].Count,
            Key = Encoding.UTF8.GetBytes(key),
            Value = value!,
            Headers = [.. headers.Select(header => new KafkaHeader { Key = header.Key, Value = Encoding.UTF8.GetBytes(header.Value) })],
        }));

    /// <summary>Appends what Purchases publishes: a key has one partition.</summary>
    public Task AppendAsync(IReadOnlyList<TopicMessage> messages)
    {
        foreach (var one in messages) Append(one.Key[0] % 2, one.Key, Encoding.UTF8.GetBytes(one.Value), null, one.Headers);
        return Task.CompletedTask;
    }
}

/// <summary>One event of the topic.</summary>
/// <param name="Code">What is wrong with it; null when it can be read.</param>
internal sealed record Entry(RejectionCode? Code, KafkaRecord Record)
{
    public EventPosition Position { get; } = new(Record.Topic, Record.Partition, Record.Offset);

    public PurchaseCreated? Purchase { get; } =
        Code is null && PurchaseReader.TryReadEvent(Record.Value, out var purchase, out _) ? purchase : null;

    public EventPosition? ReplayOf { get; } =
        Array.Find(Record.Headers, header => header.Key == "replay-of") is { } header &&
        EventPosition.TryParse(Encoding.UTF8.GetString(header.Value), out var original) ? original : null;

    /// <summary>Whether the data of its user has been erased since.</summary>
    public bool IsErased { get; set; }
}

/// <summary>
/// A member of the consumer group, like the Functions host: it delivers batches to the real function, delivers a batch again if the
/// function fails, and commits offsets when the function returns.
/// </summary>
internal sealed class Consumer(string name, World world)
{
    private long[] _next = [];
    private List<int> _partitions = [];
    private RecordPurchases? _function;

    public Process Process { get; private set; } = new(name, world);

    /// <summary>From now on reads from the committed offsets. A batch that is under way continues.</summary>
    public void Assign(List<int> partitions) => (_partitions, _next) = (partitions, [.. world.Topic.Committed]);

    /// <param name="twice">Whether the batch has its first event twice, as after a rebalance.</param>
    public async Task DeliverAsync(int eventsMax, bool twice)
    {
        if (Process.IsUnderWay) return;
        if (Process.IsDead || _function is null) Start();
        var unread = _partitions.SelectMany(partition => world.Topic.From(partition, _next[partition]));
        var batch = unread.OrderBy(entry => entry.Position.Offset).Take(eventsMax).ToList();
        if (twice) batch.AddRange([.. batch.Take(1)]);
        if (batch.Count > 0) await Process.StartAsync(() => DeliverAsync(batch, _next));
    }

    private void Start()
    {
        Process = new(name, world);
        Assign(_partitions);
        _function = new(new(Process, Process, world.Clock, NullLogger<Recorder>.Instance, Some.Telemetry, new()));
    }

    private async Task DeliverAsync(List<Entry> batch, long[] next)
    {
        try
        {
            await _function!.RunAsync([.. batch.Select(entry => entry.Record)], CancellationToken.None);
            var ends = batch.GroupBy(entry => entry.Position.Partition, entry => entry.Position.Offset + 1).ToList();
            ends.ForEach(end => next[end.Key] = end.Max());
            await Process.AskAsync($"commit {string.Join(", ", ends.Select(end => $"t/{end.Key} at {end.Max()}"))}", () =>
            {
                ends.ForEach(end => world.Topic.Committed[end.Key] = end.Max());
                return Task.FromResult(true);
            });
        }
        catch (UnavailableException)
        {
            // The batch is delivered again, or the offsets are committed with those of the next one.
        }
    }
}
