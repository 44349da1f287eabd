using Microsoft.Data.Sqlite;
using Purchases.Local.Embedded;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Embedded;

/// <summary>How far every group had come at some time: what the log's retention rests on.</summary>
public sealed class ConsumerOffsetsTests : IDisposable
{
    private const string Topic = "purchases.v1";
    private static readonly DateTimeOffset Monday = new(2026, 1, 12, 10, 0, 0, TimeSpan.Zero);

    private readonly TestFolder _folder = new();
    private readonly StoreFile _file;
    private readonly ConsumerOffsets _offsets;

    public ConsumerOffsetsTests()
    {
        _file = new(new(_folder.File("data")));
        _offsets = new(_file);
    }

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Nobody_has_passed_anything_on_a_topic_that_nobody_consumes() => Assert.Equal(0, await PassedAsync(day: 0, before: 0));

    [Fact]
    public async Task What_was_passed_counts_from_when_it_was_noticed()
    {
        await CommitAsync("a", 10);
        Assert.Equal(0, await PassedAsync(day: 0, before: -7));
        await CommitAsync("a", 20);
        Assert.Equal(0, await PassedAsync(day: 1, before: -6));

        Assert.Equal(0, await PassedAsync(day: 6, before: -1));
        Assert.Equal(10, await PassedAsync(day: 7, before: 0));
        Assert.Equal(20, await PassedAsync(day: 8, before: 1));
        Assert.Equal(20, await PassedAsync(day: 100, before: 93));
    }

    [Fact]
    public async Task The_slowest_group_counts()
    {
        await CommitAsync("a", 10);
        await PassedAsync(day: 0, before: -7);
        await CommitAsync("b", 4);

        Assert.Equal(0, await PassedAsync(day: 7, before: 0));
        Assert.Equal(4, await PassedAsync(day: 14, before: 7));
        Assert.Equal(0, await PassedAsync(day: 0, before: 0, "another"));
    }

    [Fact]
    public async Task A_group_that_is_set_back_counts_as_far_as_it_stands()
    {
        await CommitAsync("a", 10);
        await PassedAsync(day: 0, before: -7);
        await CommitAsync("a", 3);

        Assert.Equal(3, await PassedAsync(day: 7, before: 0));
    }

    // A note a day: the newest that is a week old and those after it are still asked for.
    [Fact]
    public async Task Notes_that_nobody_will_ask_for_are_forgotten()
    {
        for (var day = 0; day < 100; day++)
        {
            await CommitAsync("a", day);
            await PassedAsync(day, before: day - 7);
        }

        using var file = _folder.Open(DataFiles.Store);
        using var kept = new SqliteCommand("SELECT min(next_offset) || ' to ' || max(next_offset) FROM passed", file);
        Assert.Equal("92 to 99", kept.ExecuteScalar());
    }

    private Task CommitAsync(string consumerGroup, long next) => _offsets.CommitAsync(consumerGroup, Topic, next, CancellationToken.None);

    private Task<long> PassedAsync(int day, int before, string topic = Topic) =>
        _offsets.PassedAsync(topic, Monday.AddDays(before), Monday.AddDays(day), CancellationToken.None);
}
