using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Testing;
using Purchases.Local;
using Purchases.Local.Embedded;
using Purchases.Tests.Support;

namespace Purchases.Tests.Embedded;

/// <summary>What was appended is read back as it was, from any offset on; what is damaged is never taken for something else.</summary>
public sealed class TopicLogTests : IAsyncLifetime
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
    public async Task The_last_record_of_a_batch_may_end_with_headers()
    {
        await _log.AppendAsync(new(null, null, [new KafkaHeader { Key = "h", Value = [7] }]));

        Assert.Equal("h", Assert.Single(Assert.Single(_log.Read(0, 10)).Headers).Key);
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
    public async Task It_is_read_from_any_offset_on_and_no_more_than_asked_for()
    {
        foreach (var size in new[] { 1, 5, 1, 3 }) await _log.AppendAllAsync([.. Enumerable.Range(0, size).Select(_ => Record("x"))]);

        for (var from = 0; from <= 12; from++)
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
    public async Task Nothing_is_no_batch() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _log.AppendAllAsync([]));

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
        await Task.WhenAll(Enumerable.Range(0, 8000).Select(_ => _log.AppendAsync(Record("x"))));

        Assert.InRange(Number("SELECT max(record_count) FROM batches"), 1, 1024);
        Assert.Equal(8000, _log.EndOffset());
    }

    [Fact]
    public async Task A_commit_is_proof_for_a_second_that_the_log_can_be_written_and_a_failure_until_one_succeeds()
    {
        var time = Some.Clock();
        await using var log = Open(time);
        await log.AppendAsync(Record("x"));
        using var other = Connect();
        SqliteFile.Execute(other, "ALTER TABLE batches RENAME TO moved");
        time.Advance(TimeSpan.FromSeconds(0.999));
        await log.CheckAsync();
        var open = Descriptors();

        time.Advance(TimeSpan.FromSeconds(0.001));
        var refusal = await Assert.ThrowsAsync<LogUnavailableException>(() => log.CheckAsync().WaitAsync(Eventually.Deadline));
        Assert.StartsWith("The event can't be taken: ", refusal.Message, StringComparison.Ordinal);
        Assert.True(log.CheckAsync().IsFaulted);

        // It is tried again by itself, so its end is noticed although nobody appends.
        SqliteFile.Execute(other, "ALTER TABLE moved RENAME TO batches");
        await Eventually.TrueAsync(() => log.CheckAsync().IsCompletedSuccessfully);
        time.Advance(TimeSpan.FromSeconds(1));
        await log.CheckAsync().WaitAsync(Eventually.Deadline);
        Assert.Equal(open, Descriptors());
        Assert.Equal(1, log.EndOffset());
    }

    [Fact]
    public async Task An_append_wakes_those_who_wait_for_one()
    {
        var appended = _log.Appended;
        await _log.AppendAsync(Record("x"));

        await appended.WaitAsync(Eventually.Deadline);
    }

    [Fact]
    public async Task All_batches_are_written_over_one_connection()
    {
        await _log.AppendAsync(Record("x"));
        var open = Descriptors();
        for (var i = 0; i < 20; i++) await _log.AppendAsync(Record("x"));

        Assert.Equal(open, Descriptors());
    }

    [Fact]
    public async Task A_log_that_is_closed_takes_nothing_and_says_so()
    {
        await _log.DisposeAsync();

        var refusal = await Assert.ThrowsAsync<LogUnavailableException>(() => _log.AppendAsync(Record("x")));
        Assert.Equal("The event can't be taken: too many are waiting for the disk, or the app is stopping.", refusal.Message);
    }

    [Theory]
    [InlineData("UPDATE batches SET records = substr(records, 1, length(records) - 1)")]
    [InlineData("UPDATE batches SET records = x''")]
    [InlineData("UPDATE batches SET records = zeroblob(3)")]
    [InlineData("UPDATE batches SET records = x'FEFFFFFF' || substr(records, 5)")]
    [InlineData("UPDATE batches SET records = x'FFFFFF7F' || substr(records, 5)")]
    [InlineData("UPDATE batches SET record_count = 3")]
    [InlineData("UPDATE batches SET record_count = 0")]
    [InlineData("UPDATE batches SET record_count = -5")]
    [InlineData("UPDATE batches SET record_count = 1, records = substr(records, 16)")]
    [InlineData("UPDATE batches SET last_offset = 2")]
    [InlineData("UPDATE batches SET records = records || x'00'")]
    public async Task A_damaged_batch_is_told_of(string damage)
    {
        await _log.AppendAllAsync([Record("one"), Record("two")]);
        using (var connection = Connect()) SqliteFile.Execute(connection, damage);

        Assert.Contains("damaged", Assert.Throws<LogUnavailableException>(() => _log.Read(0, 10)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_headers_are_told_of()
    {
        await _log.AppendAsync(new(null, null, [new KafkaHeader { Key = "h", Value = [7] }]));
        using (var connection = Connect())
            SqliteFile.Execute(connection, "UPDATE batches SET records = substr(records, 1, length(records) - 1) || x'00'");

        Assert.Contains("damaged", Assert.Throws<LogUnavailableException>(() => _log.Read(0, 10)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_can_not_be_used_says_why_each_time_and_keeps_no_file_open()
    {
        var lines = new FakeLogger();
        await using var log = new TopicLog(new(_folder.File("data")), "purchases.v1", TimeProvider.System, lines);
        await log.AppendAsync(Record("x"));
        using var other = Connect();
        var open = Descriptors();
        SqliteFile.Execute(other, "ALTER TABLE batches RENAME TO moved");

        for (var i = 0; i < 10; i++)
        {
            var refusal = await Assert.ThrowsAsync<LogUnavailableException>(
                () => log.AppendAsync(Record("x")).WaitAsync(Eventually.Deadline));
            Assert.StartsWith("The event can't be taken: purchases.v1-0.db", refusal.Message, StringComparison.Ordinal);
            Assert.IsType<SqliteException>(refusal.InnerException);
        }

        Assert.True(Descriptors() <= open);
        Assert.StartsWith("Error: Appending to topic purchases.v1 fails, ", Assert.Single(lines.Lines()), StringComparison.Ordinal);
        var unreadable = Assert.Throws<LogUnavailableException>(() => log.Read(0, 10));
        Assert.StartsWith("The log of topic purchases.v1 can't be read: ", unreadable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_of_an_earlier_form_is_refused_and_left_alone()
    {
        await _log.DisposeAsync();
        using (var connection = Connect()) SqliteFile.Execute(connection, "PRAGMA user_version = 1");

        Assert.Contains("another version", Assert.Throws<StartupException>(Open).Message, StringComparison.Ordinal);
        Assert.Equal(1, Number("PRAGMA user_version"));
    }

    [Fact]
    public async Task Trimming_takes_batches_away_and_the_rest_keep_their_offsets()
    {
        foreach (var size in new[] { 1, 3, 1, 2 }) await _log.AppendAllAsync([.. Enumerable.Range(0, size).Select(_ => Record("x"))]);

        // Offset 2 lies in a batch that ends behind it.
        await TrimAsync(2);
        Assert.Equal((1L, 7L), (_log.StartOffset(), _log.EndOffset()));
        await TrimAsync(4);

        Assert.Equal((4L, 7L), (_log.StartOffset(), _log.EndOffset()));
        foreach (var from in new[] { 0, 3, 4 }) Assert.Equal([4L, 5L, 6L], _log.Read(from, 10).Select(record => record.Offset));
        Assert.Equal([6L], _log.Read(6, 10).Select(record => record.Offset));
        Assert.Empty(_log.Read(7, 10));
    }

    [Fact]
    public async Task The_last_batch_stays_so_that_offsets_go_on()
    {
        for (var i = 0; i < 5; i++) await _log.AppendAsync(Record("x"));

        await TrimAsync(100);

        Assert.Equal((4L, 5L), (_log.StartOffset(), _log.EndOffset()));
        Assert.Equal(5, await _log.AppendAsync(Record("x")));
    }

    [Theory]
    [InlineData("DELETE FROM batches WHERE last_offset = 6")]
    [InlineData("DELETE FROM batches WHERE last_offset = 4")]
    [InlineData("UPDATE log_start SET start_offset = 3")]
    public async Task A_gap_is_damage_also_where_the_log_was_trimmed(string damage)
    {
        for (var i = 0; i < 8; i++) await _log.AppendAsync(Record("x"));
        await TrimAsync(4);
        using (var connection = Connect()) SqliteFile.Execute(connection, damage);

        Assert.Contains("damaged", Assert.Throws<LogUnavailableException>(() => _log.Read(0, 10)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_trimmed_piece_by_piece_while_others_append()
    {
        for (var i = 0; i < 40; i++) await _log.AppendAsync(new(null, new byte[100_000], []));
        var starts = new List<long>();
        var appends = new List<Task<long>>();

        while (await _log.TrimAsync(39))
        {
            starts.Add(_log.StartOffset());
            appends.Add(_log.AppendAsync(Record("x")));
        }

        Assert.True(starts.Count > 5);
        Assert.Equal(39, _log.StartOffset());
        Assert.Equal(Enumerable.Range(40, appends.Count).Select(offset => (long)offset), await Task.WhenAll(appends));
    }

    [Fact]
    public async Task Large_batches_are_trimmed_one_by_one_and_each_time_there_may_be_more()
    {
        for (var i = 0; i < 3; i++) await _log.AppendAsync(new(null, new byte[300_000], []));

        Assert.True(await _log.TrimAsync(2));
        Assert.Equal(1, _log.StartOffset());
        Assert.True(await _log.TrimAsync(2));
        Assert.Equal(2, _log.StartOffset());
        Assert.False(await _log.TrimAsync(2));
    }

    [Fact]
    public async Task What_is_trimmed_makes_room_for_what_comes()
    {
        for (var i = 0; i < 40; i++) await _log.AppendAsync(new(null, new byte[100_000], []));
        var pages = Number("PRAGMA page_count");

        for (var i = 0; i < 200; i++)
        {
            await _log.AppendAsync(new(null, new byte[100_000], []));
            await TrimAsync(_log.EndOffset() - 30);
        }

        Assert.InRange(Number("PRAGMA page_count"), 1, pages + 50);
    }

    private async Task TrimAsync(long before)
    {
        while (await _log.TrimAsync(before))
        {
            // One piece after the other.
        }
    }

    private static LogRecord Record(string value) => new(null, Encoding.UTF8.GetBytes(value), []);

    private TopicLog Open() => Open(TimeProvider.System);

    private TopicLog Open(TimeProvider time) => new(new(_folder.File("data")), "purchases.v1", time);

    // This process's open descriptors of the log's files; none where there is no /proc.
    private int Descriptors() => !Directory.Exists("/proc/self/fd") ? 0
        : new DirectoryInfo("/proc/self/fd").EnumerateFiles().Count(
            file => file.LinkTarget?.StartsWith(_folder.Path, StringComparison.Ordinal) == true);

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={_folder.File("data/purchases.v1-0.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private long Number(string sql)
    {
        using var connection = Connect();
        using var command = new SqliteCommand(sql, connection);
        return (long)command.ExecuteScalar()!;
    }
}
