using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Testing;
using Purchases.Local;
using Purchases.Local.Embedded;

namespace Purchases.Tests.Embedded;

/// <summary>A log that is damaged, closed, of another version or not writable reports that and accepts nothing.</summary>
public sealed partial class TopicLogTests
{
    [Fact]
    public async Task A_commit_proves_for_a_second_that_the_log_is_writable_and_a_failure_counts_until_one_succeeds()
    {
        var time = Some.Clock();
        await using var log = Open(time);
        await log.AppendAsync(Record("x"));
        using var other = Connect();
        other.Execute("ALTER TABLE batches RENAME TO moved");
        time.Advance(TimeSpan.FromSeconds(0.999));
        await log.CheckAsync();
        var open = Descriptors();

        time.Advance(TimeSpan.FromSeconds(0.001));
        var refusal = await Assert.ThrowsAsync<UnavailableException>(() => log.CheckAsync().WaitAsync(Eventually.Deadline));
        Assert.StartsWith("The event can't be accepted: ", refusal.Message, StringComparison.Ordinal);
        Assert.True(log.CheckAsync().IsFaulted);

        // The log retries by itself, so the end of the outage is noticed although nobody appends.
        other.Execute("ALTER TABLE moved RENAME TO batches");
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(0.1));
            return log.CheckAsync().IsCompletedSuccessfully;
        });
        time.Advance(TimeSpan.FromSeconds(1));
        await log.CheckAsync().WaitAsync(Eventually.Deadline);
        Assert.Equal(open, Descriptors());
        Assert.Equal(1, log.EndOffset());
    }

    // As when the disk fails during a sync: everything is written, and the commit fails.
    [Fact]
    public async Task An_append_whose_commit_fails_is_rejected()
    {
        using var other = Connect();
        other.Execute("""
            CREATE TABLE parent (id INTEGER PRIMARY KEY);
            CREATE TABLE orphans (parent REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
            CREATE TRIGGER commit_fails AFTER INSERT ON batches BEGIN INSERT INTO orphans VALUES (1); END;
            """);
        var refused = _log.AppendAsync(Record("refused")).WaitAsync(Eventually.Deadline);
        var refusal = await Assert.ThrowsAsync<UnavailableException>(() => refused);
        Assert.StartsWith("The event can't be accepted: ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, _log.EndOffset());

        other.Execute("DROP TRIGGER commit_fails");
        Assert.Equal(0, await _log.AppendAsync(Record("x")));
    }

    [Fact]
    public async Task A_closed_log_accepts_nothing_and_says_why()
    {
        await _log.DisposeAsync();

        var refusal = await Assert.ThrowsAsync<UnavailableException>(() => _log.AppendAsync(Record("x")));
        Assert.Equal("The event can't be accepted: too many calls wait for the disk, or the app is stopping.", refusal.Message);
    }

    [Theory]
    [InlineData("UPDATE batches SET records = substr(records, 1, length(records) - 1)")]
    [InlineData("UPDATE batches SET records = zeroblob(3)")]
    [InlineData("UPDATE batches SET records = x'FEFFFFFF' || substr(records, 5)")]
    [InlineData("UPDATE batches SET record_count = 3")]
    [InlineData("UPDATE batches SET record_count = -5")]
    public async Task A_damaged_batch_is_reported(string damage)
    {
        await _log.AppendAllAsync([Record("one"), Record("two")]);
        using (var connection = Connect()) connection.Execute(damage);

        Assert.Contains("damaged", Assert.Throws<UnavailableException>(() => _log.Read(0, 10)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unusable_log_says_why_each_time_and_keeps_no_file_open()
    {
        var lines = new FakeLogger();
        await using var log = new TopicLog(new(_folder.File("data")), "purchases.v1", TimeProvider.System, lines);
        await log.AppendAsync(Record("x"));
        using var other = Connect();
        var open = Descriptors();
        other.Execute("ALTER TABLE batches RENAME TO moved");

        for (var i = 0; i < 10; i++)
        {
            var refusal = await Assert.ThrowsAsync<UnavailableException>(
                () => log.AppendAsync(Record("x")).WaitAsync(Eventually.Deadline));
            Assert.StartsWith("The event can't be accepted: purchases.v1-0.db", refusal.Message, StringComparison.Ordinal);
            Assert.IsType<SqliteException>(refusal.InnerException);
        }

        Assert.True(Descriptors() <= open);
        Assert.StartsWith("Error: Appending to topic purchases.v1 fails: ", Assert.Single(lines.Lines()), StringComparison.Ordinal);
        var unreadable = Assert.Throws<UnavailableException>(() => log.Read(0, 10));
        Assert.StartsWith("The log of topic purchases.v1 can't be used: ", unreadable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_of_an_earlier_version_is_rejected_and_left_alone()
    {
        await _log.DisposeAsync();
        using (var connection = Connect()) connection.Execute("PRAGMA user_version = 1");

        Assert.Contains("another version", Assert.Throws<StartupException>(Open).Message, StringComparison.Ordinal);
        Assert.Equal(1, Number("PRAGMA user_version"));
    }
}
