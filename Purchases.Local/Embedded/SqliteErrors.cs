using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Purchases.Local.Embedded;

/// <summary>What SQLite's errors mean to a person: no SQL, no data, no path.</summary>
internal static class SqliteErrors
{
    public const string Damaged = "it is damaged or no database; restore the data directory from a backup, or give --data another one";

    /// <summary>A phrase that follows the file's name and a colon.</summary>
    public static string Describe(SqliteException e) => e.SqliteErrorCode switch
    {
        5 or 6 => "it is locked by another process",
        8 => "it is read-only",
        10 => "reading or writing it failed; check the disk",
        11 or 26 => Damaged,
        13 => "the disk is full",
        14 => "it can't be opened; check that the directory exists and may be written to",
        _ => $"SQLite error {e.SqliteErrorCode}",
    };

    /// <summary>The same with the file's name in front, or that of the one that was lost.</summary>
    public static string Describe(SqliteFile file, SqliteException e) =>
        IsLost(e) ? e.Message : $"{file.Name}: {Describe(e)}";

    /// <param name="what">Which file was lost, and how.</param>
    public static SqliteException Lost(string what) => new(what, raw.SQLITE_READONLY, raw.SQLITE_READONLY_DBMOVED);

    public static bool IsLost(SqliteException e) => e.SqliteExtendedErrorCode == raw.SQLITE_READONLY_DBMOVED;
}
