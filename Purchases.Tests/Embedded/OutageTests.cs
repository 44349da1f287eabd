using Microsoft.Extensions.Logging;
using Purchases.Local.Embedded;
using Purchases.Tests.Support;

namespace Purchases.Tests.Embedded;

public sealed class OutageTests : ILogger
{
    private readonly List<(string Line, string? Reason)> _lines = [];
    private readonly Outage _outage;

    public OutageTests() => _outage = new("Appending", Some.Clock(), this);

    // Whoever sees by the reason, at /health/ready say, that it began or is over finds the line in the log.
    [Fact]
    public void Its_lines_come_before_its_reason_changes()
    {
        _outage.Failed("no room");
        _outage.Failed("still no room");
        Assert.Equal("still no room", _outage.Reason);
        _outage.Succeeded();
        Assert.Null(_outage.Reason);

        Assert.Equal(
        [
            ("Appending fails, and is tried again until it works: no room", null),
            ("Appending works again after 0 s", "still no room"),
        ],
        _lines);
    }

    void ILogger.Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Add((formatter(state, exception), _outage.Reason));

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;
}
