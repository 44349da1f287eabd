using Purchases.Core;
using Purchases.Local.Embedded;
using Purchases.Tests.Support;

namespace Purchases.Tests.Embedded;

/// <summary>What was consumed and is old is taken away a little at a time; what is left keeps its offsets.</summary>
public sealed partial class TopicLogTests
{
    [Fact]
    public async Task Trimming_takes_batches_away_and_the_rest_keep_their_offsets()
    {
        foreach (var size in new[] { 1, 3, 1, 2 }) await _log.AppendAllAsync([.. Enumerable.Range(0, size).Select(_ => Record("x"))]);

        // Offset 2 lies in a batch that ends behind it.
        Trim(2);
        Assert.Equal((1L, 7L), (_log.StartOffset(), _log.EndOffset()));
        Trim(4);

        Assert.Equal((4L, 7L), (_log.StartOffset(), _log.EndOffset()));
        foreach (var from in new[] { 0, 3, 4 }) Assert.Equal([4L, 5L, 6L], _log.Read(from, 10).Select(record => record.Offset));
        Assert.Equal([6L], _log.Read(6, 10).Select(record => record.Offset));
        Assert.Empty(_log.Read(7, 10));
    }

    [Fact]
    public async Task The_last_batch_stays_so_that_offsets_go_on()
    {
        for (var i = 0; i < 5; i++) await _log.AppendAsync(Record("x"));

        Trim(100);

        Assert.Equal((4L, 5L), (_log.StartOffset(), _log.EndOffset()));
        Assert.Equal(5, await _log.AppendAsync(Record("x")));
    }

    [Fact]
    public async Task A_gap_is_damage_also_where_the_log_was_trimmed()
    {
        for (var i = 0; i < 8; i++) await _log.AppendAsync(Record("x"));
        Trim(4);
        using (var connection = Connect()) SqliteFile.Execute(connection, "DELETE FROM batches WHERE last_offset = 6");

        Assert.Contains("damaged", Assert.Throws<UnavailableException>(() => _log.Read(0, 10)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_trimmed_piece_by_piece_while_others_append()
    {
        for (var i = 0; i < 40; i++) await _log.AppendAsync(new(null, new byte[100_000], []));
        var starts = new List<long>();
        var appends = new List<Task<long>>();

        while (TrimOnce(39))
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

        Assert.True(TrimOnce(2));
        Assert.Equal(1, _log.StartOffset());
        Assert.True(TrimOnce(2));
        Assert.Equal(2, _log.StartOffset());
        Assert.False(TrimOnce(2));
    }

    [Fact]
    public async Task What_is_trimmed_makes_room_for_what_comes()
    {
        for (var i = 0; i < 40; i++) await _log.AppendAsync(new(null, new byte[100_000], []));
        var pages = Number("PRAGMA page_count");

        for (var i = 0; i < 200; i++)
        {
            await _log.AppendAsync(new(null, new byte[100_000], []));
            Trim(_log.EndOffset() - 30);
        }

        Assert.InRange(Number("PRAGMA page_count"), 1, pages + 50);
    }

    [Fact]
    public async Task What_was_appended_later_than_the_given_time_stays()
    {
        var time = Some.Clock();
        await using var log = Open(time);
        for (var hour = 0; hour < 5; hour++)
        {
            await log.AppendAsync(Record("x"));
            time.Advance(TimeSpan.FromHours(1));
        }

        Assert.True(log.Trim(5, time.GetUtcNow().AddHours(-3)));
        Assert.False(log.Trim(5, time.GetUtcNow().AddHours(-3)));

        Assert.Equal(2, log.StartOffset());
    }

    private void Trim(long before)
    {
        while (TrimOnce(before))
        {
            // One piece after the other.
        }
    }

    private bool TrimOnce(long before) => _log.Trim(before, DateTimeOffset.MaxValue);
}
