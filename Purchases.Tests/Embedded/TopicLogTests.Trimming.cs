using Purchases.Local.Embedded;

namespace Purchases.Tests.Embedded;

/// <summary>Old consumed batches are deleted in small steps, and the others keep their offsets.</summary>
public sealed partial class TopicLogTests
{
    [Fact]
    public async Task Trimming_deletes_batches_and_the_rest_keep_their_offsets()
    {
        foreach (var size in new[] { 1, 3, 1, 2 }) await _log.AppendAllAsync([.. Enumerable.Range(0, size).Select(_ => Record("x"))]);

        // Offset 2 is in a batch that ends after it.
        Trim(2);
        Assert.Equal((1L, 7L), (_log.StartOffset(), _log.EndOffset()));
        Trim(4);

        Assert.Equal((4L, 7L), (_log.StartOffset(), _log.EndOffset()));
        foreach (var from in new[] { 0, 3, 4 }) Assert.Equal([4L, 5L, 6L], _log.Read(from, 10).Select(record => record.Offset));
        Assert.Equal([6L], _log.Read(6, 10).Select(record => record.Offset));
        Assert.Empty(_log.Read(7, 10));
    }

    [Fact]
    public async Task A_gap_is_damage_in_a_trimmed_log_too()
    {
        for (var i = 0; i < 8; i++) await _log.AppendAsync(Record("x"));
        Trim(4);
        using (var connection = Connect()) connection.Execute("DELETE FROM batches WHERE last_offset = 6");

        Assert.Contains("damaged", Assert.Throws<UnavailableException>(() => _log.Read(0, 10)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_trimmed_in_steps_between_which_others_append()
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
    public async Task Trimmed_pages_are_reused()
    {
        for (var i = 0; i < 40; i++) await _log.AppendAsync(new(null, new byte[100_000], []));
        var pages = Number("PRAGMA page_count");

        for (var i = 0; i < 60; i++)
        {
            await _log.AppendAsync(new(null, new byte[100_000], []));
            Trim(_log.EndOffset() - 30);
        }

        Assert.InRange(Number("PRAGMA page_count"), 1, pages + 50);
    }

    [Fact]
    public async Task Records_appended_after_the_given_time_stay()
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
            // One step after the other.
        }
    }

    private bool TrimOnce(long before) => _log.Trim(before, DateTimeOffset.MaxValue);
}
