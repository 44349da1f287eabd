using System.IO.Pipelines;

namespace Purchases.Local.Connections;

/// <summary>
/// A connection's input and output, of which the output is timed while it waits for a slow client. Kestrel's minimum rate is an average
/// from the first byte on, so a client that has read much may then read nothing for hours; here each wait is timed by itself.
/// </summary>
/// <param name="cutOff">Called when the client has not read for so long that it is given up.</param>
internal sealed class WatchedPipes(IDuplexPipe inner, TimeProvider time, Action cutOff) : IDuplexPipe
{
    /// <summary>How long a client may take to read half of what is held for it.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);

    public PipeReader Input => inner.Input;

    public PipeWriter Output { get; } = new WatchedOutput(inner.Output, () => Watch(time, cutOff));

    /// <summary>Waits for what is left when nothing more is written: no flush waits for that.</summary>
    public async ValueTask ClosedAsync(ValueTask closing)
    {
        using var watch = Watch(time, cutOff);
        await closing;
    }

    private static ITimer Watch(TimeProvider time, Action cutOff) =>
        time.CreateTimer(static cutOff => ((Action)cutOff!)(), cutOff, WaitMax, Timeout.InfiniteTimeSpan);
}
