using Purchases.Local.Embedded;

namespace Purchases.Local.Import;

/// <summary>Puts buys and whole events from JSON lines on a topic, in the order of the lines.</summary>
/// <param name="append">Appends to the topic; its task ends when the record is on disk.</param>
internal sealed class Importer(Func<LogRecord, Task<long>> append, TimeProvider time)
{
    // So many appends share syncs; the next ones wait for them.
    private const int WindowMax = 1024;

    /// <param name="name">The import's name: importing lines again under it records nothing twice.</param>
    /// <param name="badLine">Called for each line that can't be imported; the others go on.</param>
    /// <param name="progress">Called with the number of lines read, now and then.</param>
    public async Task<ImportSummary> RunAsync(
        Stream input,
        string name,
        Action<BadLine> badLine,
        Action<long> progress,
        CancellationToken cancellationToken)
    {
        var lines = new ImportedLines(name, time);
        var window = new List<(Task<long> Append, bool IsEvent)>(WindowMax);
        var (read, events, buys, bad) = (0L, 0L, 0L, 0L);
        string? stopped = null;
        try
        {
            await foreach (var line in JsonLines.ReadAsync(input, cancellationToken))
            {
                if (lines.TryRead(line, out var record, out var isEvent, out var reason))
                {
                    window.Add((append(record), isEvent));
                }
                else
                {
                    bad++;
                    badLine(new(line.Number, reason));
                }

                if (window.Count == WindowMax && !await DrainAsync()) break;
                if (++read % WindowMax == 0) progress(read);
            }
        }
        catch (IOException e)
        {
            stopped = $"reading it failed: {e.Message}";
        }
        catch (OperationCanceledException)
        {
            stopped = "it was interrupted";
        }

        await DrainAsync();
        return new(events, buys, bad, stopped);

        // Counts what is on disk; false when some of it is not.
        async Task<bool> DrainAsync()
        {
            foreach (var (appended, isEvent) in window)
            {
                try
                {
                    await appended;
                    if (isEvent) events++;
                    else buys++;
                }
                catch (LogUnavailableException e)
                {
                    stopped = e.Message;
                }
            }

            window.Clear();
            return stopped is null;
        }
    }
}
