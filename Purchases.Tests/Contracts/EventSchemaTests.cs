using System.Text;
using System.Text.Json.Nodes;
using Purchases.Core.Json;

namespace Purchases.Tests.Contracts;

/// <summary>The event's schema against what is written and what is read.</summary>
public sealed class EventSchemaTests
{
    [Fact]
    public void Every_event_case_is_recorded_exactly_when_the_schema_allows_it()
    {
        Assert.True(EventCase.All.Count >= 30);

        foreach (var @case in EventCase.All)
        {
            foreach (var faults in Schemas.ReadFaults(@case.Value))
                Assert.True((@case.Rejected is null) == (faults.Count == 0), $"{@case}: {string.Join("; ", faults)}");
        }
    }

    [Fact]
    public void Every_event_that_the_Python_original_wrote_is_allowed_by_the_schema()
    {
        Assert.Equal(60, SeedEvent.All.Count);

        Assert.All(SeedEvent.All.SelectMany(line => Schemas.ReadFaults(line.Value)), Assert.Empty);
    }

    [Fact]
    public void The_strict_form_rejects_what_only_a_reader_tolerates()
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
            Assert.Empty(Schemas.Faults(Schemas.OfEvent, $"#/$defs/{form}", example.GetRawText()));
            Assert.True(PurchaseReader.TryReadEvent(Encoding.UTF8.GetBytes(example.GetRawText()), out _, out _));
        });
    }
}
