using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Data.Sqlite;
using Purchases.Local.Embedded;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Embedded;

/// <summary>Records are read back unchanged from any offset, and damage is never read as a record.</summary>
public sealed partial class TopicLogTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TopicLog _log = null!;

    public ValueTask InitializeAsync()
    {
        _log = Open();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_record_is_read_back_as_it_was_appended()
    {
        byte[] key = [0, 255, 1];
        await _log.AppendAllAsync(
        [
            new(key, "value"u8.ToArray(), [new KafkaHeader { Key = "h", Value = [7, 0] }, new KafkaHeader { Key = "", Value = [] }]),
            new(null, null, []),
            new([], [], []),
        ]);

        var records = _log.Read(0, 10);

        Assert.Equal([0L, 1L, 2L], records.Select(record => record.Offset));
        Assert.All(records, record => Assert.Equal(("purchases.v1", 0), (record.Topic, record.Partition)));
        Assert.Equal(key, records[0].Key);
        Assert.Equal("value"u8.ToArray(), records[0].Value);
        Assert.Equal(["h", ""], records[0].Headers.Select(header => header.Key));
        Assert.Equal([[7, 0], []], records[0].Headers.Select(header => header.Value));
        Assert.Null(records[1].Key);
        Assert.Null(records[1].Value);
        Assert.Empty(records[1].Headers);
        Assert.Equal([], records[2].Key);
        Assert.Equal([], records[2].Value);
    }

    [Fact]
    public async Task A_record_has_the_time_at_which_it_was_appended()
    {
        var time = Some.Clock();
        await using var log = Open(time);
        await log.AppendAsync(Record("x"));
        var appended = time.GetUtcNow().ToUnixTimeMilliseconds();
        time.Advance(TimeSpan.FromHours(1));

        var timestamp = Assert.Single(log.Read(0, 10)).Timestamp;
        Assert.Equal((appended, KafkaTimestampType.LogAppendTime), (timestamp.UnixTimestampMs, timestamp.Type));
    }

    [Fact]
    public async Task It_is_read_from_any_offset_up_to_the_given_number_of_records()
    {
        foreach (var size in new[] { 1, 5, 1, 3 }) await _log.AppendAllAsync([.. Enumerable.Range(0, size).Select(_ => Record("x"))]);

        for (var from = 0; from <= 11; from++)
        {
            for (var max = 1; max <= 11; max++)
                Assert.Equal(Enumerable.Range(0, 10).Select(offset => (long)offset).Skip(from).Take(max), _log.Read(from, max)
                    .Select(record => record.Offset));
        }
    }

    [Fact]
    public async Task Two_processes_append_to_one_log_without_a_gap()
    {
        await using var other = Open();
        var appends = await Task.WhenAll(Enumerable.Range(0, 400)
            .Select(async i => (Offset: await (i % 2 == 0 ? _log : other).AppendAsync(Record($"{i}")), Value: $"{i}")));

        var read = _log.Read(0, 1000);

        Assert.Equal(Enumerable.Range(0, 400).Select(offset => (long)offset), read.Select(record => record.Offset));
        Assert.Equal(appends.OrderBy(append => append.Offset)
            .Select(append => append.Value), read.Select(record => Encoding.UTF8.GetString(record.Value)));
        Assert.Equal(400, other.EndOffset());
    }

    [Fact]
    public async Task Large_records_share_no_batch_beyond_its_bound()
    {
        var large = new byte[400_000];
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _log.AppendAsync(new(null, large, []))));

        Assert.InRange(Number("SELECT max(length(records)) FROM batches"), 1, (1024 * 1024) + 400_100);
        Assert.Equal(20, _log.Read(0, 100).Count);
    }

    [Fact]
    public async Task Many_records_share_no_batch_beyond_its_bound()
    {
        await Task.WhenAll(Enumerable.Range(0, 3000).Select(_ => _log.AppendAsync(Record("x"))));

        Assert.InRange(Number("SELECT max(record_count) FROM batches"), 1, 1024);
        Assert.Equal(3000, _log.EndOffset());
    }

    [Fact]
    public async Task An_append_wakes_waiting_readers()
    {
        var appended = _log.Appended;
        await _log.AppendAsync(Record("x"));

        await appended.WaitAsync(Eventually.Deadline);
    }

    private static LogRecord Record(string value) => new(null, Encoding.UTF8.GetBytes(value), []);

    private TopicLog Open() => Open(TimeProvider.System);

    private TopicLog Open(TimeProvider time) => new(new(_folder.File("data")), "purchases.v1", time);

    // This process's open descriptors of the log's files; none where there is no /proc.
    private int Descriptors() => !Directory.Exists("/proc/self/fd") ? 0
        : new DirectoryInfo("/proc/self/fd").EnumerateFiles().Count(
            file => file.LinkTarget?.StartsWith(_folder.Path, StringComparison.Ordinal) == true);

    private SqliteConnection Connect() => _folder.Open(DataFiles.Log);

    private long Number(string sql)
    {
        using var connection = Connect();
        return connection.Number(sql);
    }
}
