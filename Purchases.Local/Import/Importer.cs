using Purchases.Core;
using Purchases.Local.Embedded;

namespace Purchases.Local.Import;

/// <summary>One import: puts buys and whole events from JSON lines on a topic, in the order of the lines.</summary>
/// <param name="append">Appends to the topic; its task ends when the record is on disk.</param>
internal sealed class Importer(Func<LogRecord, Task<long>> append, TimeProvider time)
{
    // At most so many appends wait for the disk at a time, and share syncs.
    private const int WindowMax = 1024;

    private readonly List<(Task<long> Append, bool IsEvent)> _window = new(WindowMax);
    private long _events;
    private long _buys;
    private string? _stopped;

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
        var (read, bad) = (0L, 0L);
        try
        {
            await foreach (var line in JsonLines.ReadAsync(input, cancellationToken))
            {
                if (lines.TryRead(line, out var record, out var isEvent, out var reason))
                {
                    _window.Add((append(record), isEvent));
                }
                else
                {
                    bad++;
                    badLine(new(line.Number, reason));
                }

                if (_window.Count == WindowMax && !await DrainAsync()) break;
                if (++read % WindowMax == 0) progress(read);
            }
        }
        catch (IOException e)
        {
            _stopped = $"reading it failed: {e.Message}";
        }
        catch (OperationCanceledException)
        {
            _stopped = "it was interrupted";
        }

        await DrainAsync();
        return new(_events, _buys, bad, _stopped);
    }

    // Counts what is on disk; false when some of it is not.
    private async Task<bool> DrainAsync()
    {
        foreach (var (appended, isEvent) in _window)
        {
            try
            {
                await appended;
                if (isEvent) _events++;
                else _buys++;
            }
            catch (UnavailableException e)
            {
                _stopped = e.Message;
            }
        }

        _window.Clear();
        return _stopped is null;
    }
}
