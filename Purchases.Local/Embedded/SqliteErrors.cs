using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Purchases.Local.Embedded;

/// <summary>SQLite's errors in plain words, without SQL, data or paths.</summary>
internal static class SqliteErrors
{
    public const string Damaged =
        "it is damaged or isn't a database; restore the data directory from a backup, or choose another one with --data";

    /// <summary>A clause to follow the file's name and a colon.</summary>
    public static string Describe(SqliteException e) => e switch
    {
        { SqliteExtendedErrorCode: raw.SQLITE_READONLY_DBMOVED } => "it was deleted, moved or replaced while it was in use",
        { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } => "it is locked by another process",
        { SqliteErrorCode: raw.SQLITE_READONLY } => "it is read-only",
        { SqliteErrorCode: raw.SQLITE_IOERR } => "reading or writing it failed; check the disk",
        { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB } => Damaged,
        { SqliteErrorCode: raw.SQLITE_FULL } => "the disk is full",
        { SqliteErrorCode: raw.SQLITE_CANTOPEN } => "it can't be opened; check that the directory exists and may be written to",
        _ => $"SQLite error {e.SqliteErrorCode}",
    };

    /// <summary>The same, with the file's name.</summary>
    public static string Describe(SqliteFile file, SqliteException e) => $"{file.Name}: {Describe(e)}";

    /// <summary>Commits to a file that was deleted must not be acknowledged.</summary>
    public static SqliteException Moved() => new("The file has moved.", raw.SQLITE_READONLY, raw.SQLITE_READONLY_DBMOVED);
}
