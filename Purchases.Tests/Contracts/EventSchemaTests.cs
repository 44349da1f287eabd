using System.Text;
using System.Text.Json.Nodes;
using Purchases.Core.Json;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Contracts;

/// <summary>The event's schema against what is written and what is read.</summary>
public sealed class EventSchemaTests
{
    /// <summary>What the recorder rejects although the schema takes it, and why no schema can say it.</summary>
    public static TheoryData<string, string> BeyondTheSchema => new()
    {
        // 2.0 and 1e2 are integers in JSON Schema, and 1.0 equals 1.
        { "quantity", """{"eventId":"e","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"i1","quantity":2.0}""" },
        { "quantity", """{"eventId":"e","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"i1","quantity":1e2}""" },
        {
            "eventVersion",
            """{"eventId":"e","eventVersion":1.0,"timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"i1","quantity":2}"""
        },

        // A pattern knows neither the calendar nor arithmetic.
        { "timestamp", """{"eventId":"e","timestamp":"2026-02-30T10:34:14Z","userId":"u1","itemId":"i1","quantity":2}""" },
        { "timestamp", """{"eventId":"e","timestamp":"0001-01-01T00:00+01:00","userId":"u1","itemId":"i1","quantity":2}""" },

        // A pattern sees these as two characters, and one half of each pair is part of visible ones as well.
        { "userId", """{"eventId":"e","timestamp":"2026-01-15T10:34:14Z","userId":"\ud82f\udca0","itemId":"i1","quantity":2}""" },
        { "itemId", """{"eventId":"e","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"\ud834\udd73","quantity":2}""" },

        // An unpaired surrogate counts as a character.
        { "userId", """{"eventId":"e","timestamp":"2026-01-15T10:34:14Z","userId":"\ud800","itemId":"i1","quantity":2}""" },
        { "eventId", """{"eventId":"\ud800","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"i1","quantity":2}""" },
    };

    [Theory]
    [MemberData(nameof(BeyondTheSchema))]
    public void What_no_schema_can_say_is_rejected_all_the_same(string member, string json)
    {
        Assert.All(Schemas.ReadFaults(json), Assert.Empty);
        Assert.False(PurchaseReader.TryReadEvent(Encoding.UTF8.GetBytes(json), out _, out var fault));
        Assert.Equal([member], fault.Errors!.Keys);
    }

    [Fact]
    public void An_event_is_bounded_in_bytes_which_no_schema_counts()
    {
        var note = new string('x', 70_000);
        var json = $$"""{"eventId":"e","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"i1","quantity":2,"note":"{{note}}"}""";

        Assert.All(Schemas.ReadFaults(json), Assert.Empty);
        Assert.False(PurchaseReader.TryReadEvent(Encoding.UTF8.GetBytes(json), out _, out _));
    }

    [Fact]
    public void Every_event_case_is_recorded_exactly_when_the_schema_takes_it()
    {
        Assert.True(EventCase.All.Count >= 30);

        foreach (var @case in EventCase.All)
        {
            foreach (var faults in Schemas.ReadFaults(@case.Value))
                Assert.True((@case.Rejected is null) == (faults.Count == 0), $"{@case}: {string.Join("; ", faults)}");
        }
    }

    [Fact]
    public void Every_event_that_the_original_wrote_is_taken_by_the_schema()
    {
        Assert.Equal(60, SeedEvent.All.Count);

        Assert.All(SeedEvent.All.SelectMany(line => Schemas.ReadFaults(line.Value)), Assert.Empty);
    }

    [Fact]
    public async Task Every_event_that_Buy_writes_fits_the_strict_form()
    {
        using var folder = new TestFolder();
        await using var local = await RunningLocal.StartAsync(folder);
        var accepted = HttpCase.All.Where(@case => @case.Status == 202).ToList();
        foreach (var @case in accepted) (await @case.SendAsync(local.Client)).Dispose();

        var written = local.Log.Read(0, accepted.Count + 1).Select(record => Encoding.UTF8.GetString(record.Value!)).ToList();

        Assert.Equal(accepted.Count, written.Count);
        Assert.All(written, json => Assert.Empty(Schemas.WriteFaults(json)));
        Assert.All(written.SelectMany(Schemas.ReadFaults), Assert.Empty);
    }

    [Fact]
    public void The_strict_form_refuses_what_only_a_reader_tolerates()
    {
        var written = JsonNode.Parse(
            Schemas.Event.GetProperty("$defs").GetProperty("written").GetProperty("examples")[0].GetRawText())!.AsObject();
        Assert.Empty(Schemas.WriteFaults(written.ToJsonString()));

        foreach (var member in written.Select(member => member.Key).ToList())
        {
            var lacking = written.DeepClone().AsObject();
            lacking.Remove(member);
            Assert.NotEmpty(Schemas.WriteFaults(lacking.ToJsonString()));
        }

        Assert.NotEmpty(Schemas.WriteFaults(With("note", "x")));
        Assert.NotEmpty(Schemas.WriteFaults(With("eventId", "order/17")));
        Assert.NotEmpty(Schemas.WriteFaults(With("timestamp", "2026-01-15T10:34:14Z")));

        string With(string member, string value)
        {
            var other = written.DeepClone().AsObject();
            other[member] = value;
            return other.ToJsonString();
        }
    }

    [Theory]
    [InlineData("written")]
    [InlineData("read")]
    public void The_examples_are_valid(string form)
    {
        var schema = Schemas.Event.GetProperty("$defs").GetProperty(form);

        Assert.All(schema.GetProperty("examples").EnumerateArray(), example =>
        {
            Assert.Empty(Schemas.Faults(Schemas.Event, $"#/$defs/{form}", example.GetRawText()));
            Assert.True(PurchaseReader.TryReadEvent(Encoding.UTF8.GetBytes(example.GetRawText()), out _, out _));
        });
    }
}
