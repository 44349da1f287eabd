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
    private readonly ConsumerOffsets _offsets;

    public ConsumerOffsetsTests() => _offsets = new(new(_folder.File("data")));

    public void Dispose()
    {
        _offsets.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Nobody_has_passed_anything_on_a_topic_that_nobody_consumes() => Assert.Equal(0, _offsets.Passed(Topic, Monday, Monday));

    [Fact]
    public void What_was_passed_counts_from_when_it_was_noticed()
    {
        _offsets.Commit("a", Topic, 10);
        Assert.Equal(0, Passed(day: 0, before: -7));
        _offsets.Commit("a", Topic, 20);
        Assert.Equal(0, Passed(day: 1, before: -6));

        Assert.Equal(0, Passed(day: 6, before: -1));
        Assert.Equal(10, Passed(day: 7, before: 0));
        Assert.Equal(20, Passed(day: 8, before: 1));
        Assert.Equal(20, Passed(day: 100, before: 93));
    }

    [Fact]
    public void The_slowest_group_counts()
    {
        _offsets.Commit("a", Topic, 10);
        Passed(day: 0, before: -7);
        _offsets.Commit("b", Topic, 4);

        Assert.Equal(0, Passed(day: 7, before: 0));
        Assert.Equal(4, Passed(day: 14, before: 7));
        Assert.Equal(0, _offsets.Passed("another", Monday, Monday));
    }

    [Fact]
    public void A_group_that_is_set_back_counts_as_far_as_it_stands()
    {
        _offsets.Commit("a", Topic, 10);
        Passed(day: 0, before: -7);
        _offsets.Commit("a", Topic, 3);

        Assert.Equal(3, Passed(day: 7, before: 0));
    }

    // A note a day: the newest that is a week old and those after it are still asked for.
    [Fact]
    public void Notes_that_nobody_will_ask_for_are_forgotten()
    {
        for (var day = 0; day < 100; day++)
        {
            _offsets.Commit("a", Topic, day);
            Passed(day, before: day - 7);
        }

        using var file = _folder.Open(ConsumerOffsets.FileName);
        using var kept = new SqliteCommand("SELECT min(next_offset) || ' to ' || max(next_offset) FROM passed", file);
        Assert.Equal("92 to 99", kept.ExecuteScalar());
    }

    private long Passed(int day, int before) => _offsets.Passed(Topic, Monday.AddDays(before), Monday.AddDays(day));
}
