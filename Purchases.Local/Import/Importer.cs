using System.Text;
using Purchases.Core;
using Purchases.Local.Embedded;

namespace Purchases.Local.Import;

/// <summary>One import: puts buys and events from lines on a topic, in the order of the lines.</summary>
/// <param name="append">Appends to the topic; its task ends when the record is on disk.</param>
/// <param name="findRecorded">Those of some eventIds that are recorded.</param>
internal sealed class Importer(
    Func<LogRecord, Task<long>> append,
    Func<IReadOnlyCollection<string>, CancellationToken, Task<IReadOnlyList<PurchaseCreated>>> findRecorded,
    TimeProvider time)
{
    // So many lines are looked up in the store, and appended, at a time. The appends share syncs.
    private const int WindowMax = 1024;

    private readonly List<ImportedLine> _window = new(WindowMax);
    private ImportSummary _summary = new();

    /// <param name="name">The import's name: importing lines again under it records nothing twice.</param>
    /// <param name="badLine">Called for each line that can't be imported; the import continues.</param>
    /// <param name="progress">Called with the number of lines read, once in a while.</param>
    /// <exception cref="StartupException">The file isn't JSON lines; nothing was imported.</exception>
    public async Task<ImportSummary> RunAsync(
        Stream input,
        string name,
        Action<BadLine> badLine,
        Action<long> progress,
        CancellationToken cancellationToken)
    {
        var lines = new ImportedLines(name, time);
        var read = 0L;
        try
        {
            await foreach (var line in JsonLines.ReadAsync(input, cancellationToken))
            {
                if (lines.TryRead(line, out var imported, out var reason))
                {
                    _window.Add(imported);
                }
                else
                {
                    _summary = _summary with { BadLines = _summary.BadLines + 1 };
                    badLine(new(line.Number, reason));
                }

                if (_window.Count == WindowMax && !await FlushAsync(cancellationToken)) break;
                if (++read % WindowMax == 0) progress(read);
            }

            if (_summary.Stopped is null) await FlushAsync(cancellationToken);
        }
        catch (IOException e)
        {
            await FlushAsync(CancellationToken.None);
            _summary = _summary with { Stopped = $"reading failed: {e.Message}" };
        }
        catch (OperationCanceledException)
        {
            _summary = _summary with { Stopped = "it was interrupted" };
        }

        return _summary with { Ignored = lines.Ignored };
    }

    /// <returns>False when something couldn't be appended.</returns>
    private async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        var appends = new List<(ImportedLine Line, Task<long> Append)>();
        try
        {
            var eventIds = _window.Select(line => line.Purchase.EventId).ToHashSet(StringComparer.Ordinal);
            var recorded = (await findRecorded(eventIds, cancellationToken))
                .ToDictionary(purchase => purchase.EventId, StringComparer.Ordinal);
            foreach (var line in _window)
            {
                var purchase = line.Purchase;
                if (recorded.GetValueOrDefault(purchase.EventId)?.SameContentAs(purchase) == true)
                    _summary = _summary with { AlreadyRecorded = _summary.AlreadyRecorded + 1 };
                else
                    appends.Add((line, append(new(Encoding.UTF8.GetBytes(purchase.UserId), line.Json, []))));
            }
        }
        catch (UnavailableException e)
        {
            _summary = _summary with { Stopped = e.Message };
        }

        _window.Clear();
        foreach (var (line, appended) in appends)
        {
            try
            {
                await appended;
                _summary = line.IsEvent
                    ? _summary with { Events = _summary.Events + 1 }
                    : _summary with { Buys = _summary.Buys + 1 };
            }
            catch (UnavailableException e)
            {
                _summary = _summary with { Stopped = e.Message };
            }
        }

        return _summary.Stopped is null;
    }
}

/// <summary>What an import did.</summary>
internal sealed record ImportSummary
{
    /// <summary>Lines that were events and are on the topic now.</summary>
    public long Events { get; init; }

    /// <summary>Lines that were buys and are on the topic now as events.</summary>
    public long Buys { get; init; }

    /// <summary>Lines whose purchase is recorded already; they were left out.</summary>
    public long AlreadyRecorded { get; init; }

    /// <summary>Lines that can't be imported.</summary>
    public long BadLines { get; init; }

    /// <summary>Members of buys that were ignored, with the number of lines that have them.</summary>
    public IReadOnlyDictionary<string, long> Ignored { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Why the import ended before the last line; null when it didn't.</summary>
    public string? Stopped { get; init; }
}

/// <summary>A line that can't be imported, and why.</summary>
internal readonly record struct BadLine(long Number, string Reason);
